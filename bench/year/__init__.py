"""A simulated year of reminders, counted."""
