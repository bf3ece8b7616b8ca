"""The report: one HTML file that shows what was compared, and opens anywhere without a network."""
