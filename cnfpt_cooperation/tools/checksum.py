"""What shows that a file kept is the one that was made."""

import base64
import hashlib


def keep_file(content, name):
    """Return the values of a file to keep, with its SHA-256.

    :param bytes content: the file
    :param str name: its name, with the extension
    """
    return {
        "file": base64.b64encode(content),
        "filename": name,
        "file_sha256": hashlib.sha256(content).hexdigest(),
    }
