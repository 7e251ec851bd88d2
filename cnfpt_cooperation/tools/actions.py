"""What a button opens."""


def open_list(name, model, domain, **context):
    """Return the action that lists the records of `model` in `domain`.

    :param context: defaults of the records that are made from there
    """
    return {
        "type": "ir.actions.act_window",
        "name": name,
        "res_model": model,
        "view_mode": "list,form",
        "domain": domain,
        "context": context,
    }


def open_dialog(name, model, **context):
    """Return the action that opens a new record of `model` in a dialog.

    :param context: defaults of the dialog
    """
    return {
        "type": "ir.actions.act_window",
        "name": name,
        "res_model": model,
        "view_mode": "form",
        "target": "new",
        "context": context,
    }


def open_record(model, res_id):
    """Return the action that opens one record of `model`."""
    return {
        "type": "ir.actions.act_window",
        "res_model": model,
        "res_id": res_id,
        "view_mode": "form",
        "views": [(False, "form")],
    }


def notify(message, is_warning=False):
    """Return the action that tells what a button did, and shows it on the page.

    :param is_warning: the message stays until it is closed
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": "warning" if is_warning else "success",
            "message": message,
            "sticky": is_warning,
            "next": {"type": "ir.actions.client", "tag": "soft_reload"},
        },
    }
