"""Dates and times as readers of American English expect them."""

TIME_FORMAT = "g:i A"
DATE_FORMAT = "l, F j"
SHORT_DATE_FORMAT = "D, M j"
DATETIME_FORMAT = "D, M j, g:i A"
