"""China: the commerce ministry's export announcements on materials, and customs on one chip."""
