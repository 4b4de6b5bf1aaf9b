"""What each side is shown of a complaint, and what mails say of it."""
