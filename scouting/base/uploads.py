"""Files that come in go to disk piece by piece; of one that is too big nothing is kept but its size."""

from django.core.files.uploadhandler import TemporaryFileUploadHandler

LARGEST = 25 * 1024 * 1024


class CappedUpload(TemporaryFileUploadHandler):
    """The rest of a file beyond LARGEST is read and thrown away, so that its sender reads an answer and not a break."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received <= LARGEST:
            return super().receive_data_chunk(raw_data, start)
        self.file.seek(0)
        self.file.truncate()
        return None

    def file_complete(self, file_size):
        found = super().file_complete(file_size)
        if found is not None:
            found.size = self.received
        return found
