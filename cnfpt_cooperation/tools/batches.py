"""Scheduled work, one record after the other."""

import logging

_logger = logging.getLogger(__name__)


def run_each(records, act):
    """Do something with each record on its own: one that fails holds up no other.

    :param act: function of one record; what it did is undone when it fails
    :return: the records on which it failed; the log says why
    """
    failed = records.browse()
    for record in records:
        try:
            with records.env.cr.savepoint():
                act(record)
        except Exception:
            _logger.exception("Scheduled work on %s failed", record)
            failed |= record
    return failed
