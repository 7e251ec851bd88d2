import base64
import binascii

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..models.cooperation_visit_delegate import MOST_DELEGATES
from ..tools.delegates import read_delegates
from ..tools.names import fold
from ..tools.tables import LARGEST_FILE, LONGEST_TEXT, UnreadableList, read_file


class CooperationVisitDelegateImport(models.TransientModel):
    """Delegates out of a pasted list or a file: read, looked at, then written at once.

    Nothing is written before the second step is confirmed; what cannot be read is told
    in a sentence, and what was typed stays in the dialog.
    """

    _name = "cooperation.visit.delegate.import"
    _description = "Delegates from a List"
    _inherit = ["cooperation.visit.delegate.match.mixin"]

    visit_id = fields.Many2one(
        "cooperation.visit", required=True, readonly=True, ondelete="cascade"
    )
    step = fields.Selection(
        [("paste", "List"), ("preview", "Check")], default="paste", required=True
    )
    text = fields.Text(string="List")
    file = fields.Binary(string="Or a File", attachment=False)
    file_name = fields.Char()
    line_ids = fields.One2many(
        "cooperation.visit.delegate.import.line", "import_id", string="Delegates Read"
    )
    message = fields.Text(string="What Was Read", readonly=True)
    is_headcount_short = fields.Boolean(compute="_compute_is_headcount_short")
    do_create_bodies = fields.Boolean(
        string="Record the bodies that are not known",
        default=True,
        help="Otherwise their name is kept beside the position held.",
    )
    do_raise_headcount = fields.Boolean(
        string="Raise the number of people declared to that of the delegates",
        default=True,
    )

    @api.depends("line_ids.is_kept", "visit_id.headcount_declared")
    def _compute_is_headcount_short(self):
        for wizard in self:
            people = wizard.visit_id.delegate_count
            people += len(wizard.line_ids.filtered("is_kept"))
            wizard.is_headcount_short = people > wizard.visit_id.headcount_declared

    @api.constrains("text")
    def _check_text(self):
        for wizard in self:
            if len(wizard.text or "") > LONGEST_TEXT:
                raise ValidationError(self._explain(UnreadableList("too_long")))

    # ------------------------------------------------------------
    # First step: read
    # ------------------------------------------------------------

    def action_read(self):
        """Read the list and show what was understood, to be checked.

        :raise UserError: why the list cannot be read; nothing was written
        """
        self.ensure_one()
        self._check_visit()
        try:
            reading = read_delegates(self._get_source())
        except UnreadableList as error:
            raise UserError(self._explain(error)) from error
        if not reading.delegates:
            raise UserError(
                self.env._(
                    "No name was found in this list. Put one person on each line: "
                    "name, position, body; or paste a table from a spreadsheet."
                )
            )
        self._check_most(len(reading.delegates))
        values = self._prepare_lines(reading.delegates)
        self.write(
            {
                "step": "preview",
                "line_ids": [Command.clear(), *map(Command.create, values)],
                "message": self._get_message(reading, values),
            }
        )
        return self._reopen()

    def action_back(self):
        """Return to the list, as it was typed."""
        self.step = "paste"
        return self._reopen()

    def _reopen(self):
        self.ensure_one()
        return {**self.visit_id.action_import_delegates(), "res_id": self.id}

    def _check_visit(self):
        self.visit_id.check_access("write")
        self.visit_id._check_not_frozen({"delegate_ids"})

    def _check_most(self, count):
        """Refuse a list that is too long before anything is written."""
        total = self.visit_id.delegate_count + count
        if total > MOST_DELEGATES:
            raise UserError(self.visit_id._get_too_many_sentence(total))

    def _get_source(self):
        """Return the text, or what the file holds."""
        content = self.with_context(bin_size=False).file
        if (self.text or "").strip():
            if content:
                raise UserError(
                    self.env._(
                        "There is a list in the box and a file beside it: take one "
                        "away."
                    )
                )
            return self.text
        if not content:
            raise UnreadableList("empty")
        try:
            content = base64.b64decode(content, validate=True)
        except binascii.Error as error:
            raise UnreadableList("broken") from error
        return read_file(self.file_name or "", content)

    def _explain(self, error):
        """Return the sentence that says why a list cannot be read and what to mend."""
        values = {
            "file": self.file_name or self.env._("the file"),
            "found": error.found,
            "text": LONGEST_TEXT // 1_000_000,
            "size": LARGEST_FILE // 1_000_000,
        }
        sentences = {
            "empty": self.env._("Paste the list of delegates, or choose a file."),
            "too_long": self.env._(
                "This text has more than %(text)s million characters: it is no list "
                "of delegates. Paste only the lines of the people.",
                **values,
            ),
            "too_large": self.env._(
                "“%(file)s” is larger than %(size)s MB: keep only the sheet with the "
                "list, or paste its lines.",
                **values,
            ),
            "too_many": self.env._(
                "This list has more than 2,000 lines: keep only those of the people "
                "who come."
            ),
            "disguised": self.env._(
                "“%(file)s” is not what its name says (found: %(found)s): open it in a "
                "spreadsheet and save it again as .xlsx or .csv, or paste its lines.",
                **{**values, "found": error.found or self.env._("unknown")},
            ),
            "other": self.env._(
                "“%(file)s” cannot be read as a list (%(found)s): save it as .xlsx or "
                ".csv, or copy its lines into the box.",
                **{**values, "found": error.found or self.env._("unknown")},
            ),
            "broken": self.env._(
                "“%(file)s” is damaged: open it in a spreadsheet and save it again, or "
                "paste its lines.",
                **values,
            ),
        }
        return sentences[error.reason]

    def _get_message(self, reading, values):
        """Say how many people were read, and what was left out."""
        kept = [line for line in values if line["is_kept"]]
        message = [
            self.env._(
                "%(read)s people read, %(kept)s of them to add.",
                read=len(values),
                kept=len(kept),
            )
        ]
        if reading.ignored:
            message.append(
                self.env._(
                    "Columns left out: %(columns)s.", columns=", ".join(reading.ignored)
                )
            )
        declared = self.visit_id.headcount_declared
        total = self.visit_id.delegate_count + len(kept)
        if total > declared:
            message.append(
                self.env._(
                    "The visit declares %(declared)s people; with these there would be "
                    "%(total)s delegates.",
                    declared=declared,
                    total=total,
                )
            )
        return "\n".join(message)

    # ------------------------------------------------------------
    # Second step: write
    # ------------------------------------------------------------

    def action_import(self):
        """Write the delegates that are ticked, with their contacts, all or none.

        :raise UserError: what to mend in the list
        """
        self.ensure_one()
        self._check_visit()
        lines = self.line_ids.filtered("is_kept")
        self._check_lines(lines)
        bodies = self._create_bodies(lines)
        values = [line._get_delegate_values(bodies) for line in lines]
        contacts = self._create_contacts(lines, values)
        delegates = self.env["cooperation.visit.delegate"].create(
            [
                {**line_values, "visit_id": self.visit_id.id, "partner_id": contact}
                for line_values, contact in zip(values, contacts, strict=True)
            ]
        )
        visit_values = {}
        if new_bodies := delegates.body_id - self.visit_id.visiting_body_ids:
            visit_values["visiting_body_ids"] = [
                Command.link(body.id) for body in new_bodies
            ]
        total = len(self.visit_id.delegate_ids)
        if self.do_raise_headcount and total > self.visit_id.headcount_declared:
            visit_values["headcount_declared"] = total
        if visit_values:
            self.visit_id.write(visit_values)
        self.visit_id.message_post(
            body=self.env._(
                "Delegates added from a list: %(count)s.", count=len(delegates)
            )
        )
        # A second click, or a second tab, finds nothing left to add.
        self.line_ids.unlink()
        return {"type": "ir.actions.act_window_close"}

    def _check_lines(self, lines):
        if not lines:
            raise UserError(self.env._("Tick the people to add to the delegation."))
        self._check_most(len(lines))
        for line in lines:
            if not (line.name or "").strip():
                raise UserError(
                    self.env._(
                        "Line %(line)s has no name: write it, or untick the line.",
                        line=line.sequence + 1,
                    )
                )
            if line.contact_choice == "link" and not line.partner_id:
                raise UserError(
                    self.env._(
                        "Say which contact “%(name)s” is, or choose another way.",
                        name=line.name,
                    )
                )
        heads = lines.filtered("is_head")
        if len(heads) > 1:
            raise UserError(
                self.env._(
                    "One person leads a delegation; here %(names)s do: leave one tick.",
                    names=", ".join(heads.mapped("name")),
                )
            )

    def _create_bodies(self, lines):
        """Return the new bodies by the name under which they were written."""
        if not self.do_create_bodies:
            return {}
        written = {}
        for line in lines:
            if key := line._get_body_key():
                written.setdefault(fold(key), []).append(key)
        bodies = self.env["res.partner"].create(
            [
                {
                    "name": keys[0],
                    "is_company": True,
                    "country_id": self.visit_id.country_id.id,
                }
                for keys in written.values()
            ]
        )
        return {
            key: body
            for body, keys in zip(bodies, written.values(), strict=True)
            for key in keys
        }

    def _create_contacts(self, lines, values):
        """Return the id of the contact of each line, or False."""
        new = [
            {
                "name": delegate["name"],
                "function": line.function,
                "email": line.email,
                "parent_id": delegate["body_id"],
                "country_id": self.visit_id.country_id.id,
            }
            for line, delegate in zip(lines, values, strict=True)
            if line.contact_choice == "new"
        ]
        created = iter(self.env["res.partner"].create(new))
        contacts = []
        for line in lines:
            if line.contact_choice == "new":
                contacts.append(next(created).id)
            else:
                linked = line.contact_choice == "link"
                contacts.append(line.partner_id.id if linked else False)
        return contacts
