"""The words of the domain and the people who act in it. Every other room may name them; this one names none."""
