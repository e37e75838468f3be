"""Pieces of pages that are drawn once in a process for all who see the same."""


class Drawn:
    """Pieces by all that they are drawn from. At most so many; then it begins anew."""

    def __init__(self, most):
        self.most, self.pieces = most, {}

    def piece(self, key, draw):
        """`draw` is asked where the key is new. A key that cannot be compared is never kept."""
        try:
            found = self.pieces.get(key)
        except TypeError:
            return draw()
        if found is None:
            found = draw()
            if len(self.pieces) >= self.most:
                self.pieces.clear()
            self.pieces[key] = found
        return found
