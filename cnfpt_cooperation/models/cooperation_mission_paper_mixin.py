import base64
import io
import re
import zipfile

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import human_size

# More than that is not put together in memory, nor sent in one piece.
_MAXIMUM_SIZE = 200 * 1024 * 1024
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_PAPER_DATE = (1980, 1, 1, 0, 0, 0)


class CooperationMissionPaperMixin(models.AbstractModel):
    """The papers of a mission, and its file: all that is on record about it in a zip.

    The file holds what its reader may read, and nothing of the private data of the
    experts.
    """

    _name = "cooperation.mission.paper.mixin"
    _description = "Papers of a Mission"
    _inherit = ["cooperation.printed.mixin"]

    mission_file = fields.Binary(
        compute="_compute_mission_file",
        exportable=False,
        export_string_translation=False,
    )

    def _compute_mission_file(self):
        for mission in self:
            mission.mission_file = base64.b64encode(mission._zip_file())

    def action_download_file(self):
        """Download all the papers and files of the mission in one zip.

        :raise UserError: they are too heavy for one file
        """
        self.ensure_one()
        size = sum(self._get_file_attachments().mapped("file_size"))
        if size > _MAXIMUM_SIZE:
            raise UserError(
                self.env._(
                    "The files of “%(mission)s” weigh %(size)s: download the heaviest "
                    "one by one, or take them off.",
                    mission=self.display_name,
                    size=human_size(size),
                )
            )
        return self._download("mission_file", "zip", "application/zip")

    def action_print_orders(self):
        """Print the orders of all experts who were ordered.

        :raise UserError: nobody was
        """
        self.ensure_one()
        ordered = self._get_assignments("ordered", "done")
        if not ordered:
            raise UserError(
                self.env._(
                    "No expert is ordered on “%(mission)s”: issue the orders first.",
                    mission=self.display_name,
                )
            )
        report = self.env.ref("cnfpt_cooperation.action_paper_mission_order")
        return report.report_action(ordered, config=False)

    # ------------------------------------------------------------
    # The zip
    # ------------------------------------------------------------

    def _zip_file(self):
        """Return the file of the mission, as bytes.

        Names that come twice are numbered; no name leads out of the folder.
        """
        self.ensure_one()
        content, names = io.BytesIO(), set()
        with zipfile.ZipFile(content, "w") as archive:
            for folder, name, data in self._get_file_parts():
                path = self._get_free_path(folder, name, names)
                item = zipfile.ZipInfo(path, _PAPER_DATE)
                archive.writestr(item, data, zipfile.ZIP_DEFLATED)
        return content.getvalue()

    def _get_free_path(self, folder, name, names):
        """Return a path that no file has yet, and note it in `names`."""
        name = _FORBIDDEN.sub("-", name or "").strip(" .") or self.reference
        root = _FORBIDDEN.sub("-", self.reference)
        stem, dot, extension = name.rpartition(".")
        number, path = 1, f"{root}/{folder}/{name}"
        while path.lower() in names:
            number += 1
            name = f"{stem} ({number}){dot}{extension}" if dot else f"{name} ({number})"
            path = f"{root}/{folder}/{name}"
        names.add(path.lower())
        return path

    def _get_file_parts(self):
        """Yield the folder, the name and the content of each file."""
        terms, orders, letters, days, report, attached = (
            self.env._("1 Terms of Reference"),
            self.env._("2 Mission Orders"),
            self.env._("3 Letters to Employers"),
            self.env._("4 Attendance"),
            self.env._("5 Report"),
            self.env._("6 Attachments"),
        )
        yield terms, *self._print_paper("paper_mission_terms")
        for assignment in self.assignment_ids:
            if assignment._get_order_status() == "valid":
                yield orders, *assignment._print_paper("paper_mission_order")
            if assignment.state in ("accepted", "confirmed", "ordered", "done"):
                yield letters, *assignment._print_paper("paper_employer_letter")
            if assignment.days_done:
                yield days, *assignment._print_paper("paper_attendance")
        for attachment in self._get_file_attachments():
            is_report = attachment.res_field == "report_file"
            name = self.report_filename if is_report else attachment.name
            yield (report if is_report else attached), name, attachment.raw or b""

    def _get_file_attachments(self):
        """Return what was added to the mission, its report and its assignments."""
        self.ensure_one()
        own = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        return self.env["ir.attachment"].search(
            [
                ("type", "=", "binary"),
                "|",
                *("&", "&", *own, ("res_field", "in", (False, "report_file"))),
                *("&", "&", ("res_model", "=", "cooperation.assignment")),
                *(("res_id", "in", self.assignment_ids.ids), ("res_field", "=", False)),
            ],
            order="id",
        )
