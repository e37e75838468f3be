"""The verbs of roadshows, a module per noun. Nothing else writes editions, projects or registrations."""
