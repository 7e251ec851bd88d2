"""What the database refuses, told in a sentence."""

from contextlib import contextmanager

from odoo.exceptions import UserError


@contextmanager
def explain_refusal(env, error, constraint, explain):
    """Turn the refusal of a database constraint into a sentence.

    What was done inside is undone, and only that. The sentence names what won; it is
    looked for here first, then with a new cursor, because the snapshot of a
    transaction does not see what another one committed meanwhile.

    :param error: class of psycopg2.errors
    :param str constraint: start of the names of the constraints concerned
    :param explain: function of an environment that returns a sentence or None
    :raise UserError: the sentence; the refusal itself when there is none
    """
    try:
        with env.cr.savepoint():
            yield
    except error as refusal:
        if not (refusal.diag.constraint_name or "").startswith(constraint):
            raise
        sentence = explain(env)
        if not sentence:
            with env.registry.cursor() as cr:
                sentence = explain(env(cr=cr))
        if not sentence:
            raise
        raise UserError(sentence) from refusal
