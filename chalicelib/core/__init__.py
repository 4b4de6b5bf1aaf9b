"""What every room needs and nothing of ours needs: settings, errors, time, identifiers, signed tokens, principals."""
