"""How long the built-in model itself takes over a question, and how much memory the whole needs."""
