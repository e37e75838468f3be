"""Django's SMTP backend, knowing whether the text of a letter was already on its way when something broke."""

from django.core.mail.backends.smtp import EmailBackend


class WatchedConnection:
    text_begun = False

    def data(self, msg):
        self.text_begun = True
        return super().data(msg)


class Backend(EmailBackend):
    @property
    def connection_class(self):
        return type("WatchedSMTP", (WatchedConnection, super().connection_class), {})

    @property
    def text_begun(self):
        """Whether DATA was begun since the last call of forget()."""
        return bool(self.connection and self.connection.text_begun)

    def forget(self):
        if self.connection:
            self.connection.text_begun = False
