"""The parts of the desk beside today's work. Each is one function (user, now) that gives what its template shows."""
