"""What passes over the pixels leave behind, and what follows from it."""
