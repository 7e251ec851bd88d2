import re
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged, users

from odoo.addons.mail.tests.common import MailCase

from .common import CooperationCommon


@freeze_time("2030-03-01")
@tagged("post_install", "-at_install")
class TestVisitInvitation(CooperationCommon, MailCase):
    """Nobody hears of a programme before the officer says so; then of each change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_officer.email = "officer@example.com"
        cls.visit = cls._create_visit(user_id=cls.user_officer.id)
        cls.speaker, cls.host, cls.silent = cls.env["res.partner"].create(
            [
                {"name": "Speaker", "email": "speaker@example.com", "lang": "en_US"},
                {"name": "Host", "email": "host@example.com", "lang": "fr_FR"},
                {"name": "Without Address"},
            ]
        )
        cls.session = cls.env["cooperation.visit.session"].create(
            {
                "visit_id": cls.visit.id,
                "name": "Welcome",
                "start": "2030-03-04 08:00:00",
                "stop": "2030-03-04 09:30:00",
                "location": "Room 204",
                "speaker_ids": cls.speaker.ids,
                "host_id": cls.host.id,
            }
        )

    def _as_officer(self, record):
        return record.with_user(self.user_officer).with_context(
            no_mail_to_attendees=False
        )

    def _send(self):
        """Send the invitations and return who got a mail about what."""
        with self._collect() as told:
            self._as_officer(self.visit).action_send_invitations()
        return told

    def _collect(self):
        case = self

        class Collector(list):
            def __enter__(self):
                self.mock = case.mock_mail_gateway()
                self.mock.__enter__()
                return self

            def __exit__(self, *error):
                case.env.cr.flush()
                self += sorted(
                    (re.sub(".*<|>.*", "", mail["email_to"][0]), mail["subject"])
                    for mail in case._mails
                )
                self.mails = list(case._mails)
                return self.mock.__exit__(*error)

        return Collector()

    def _get_guest(self, partner):
        return self.session.attendee_ids.filtered(lambda a: a.partner_id == partner)

    def test_sent_when_the_officer_says_so(self):
        self.assertEqual(self.session.invitation_state, "to_send")
        self.assertEqual(self.visit.invitation_count, 2)
        told = self._send()
        self.assertEqual(
            [mail[0] for mail in told], ["host@example.com", "speaker@example.com"]
        )
        self.assertIn("Welcome", told[1][1])
        mail = next(m for m in told.mails if "speaker" in m["email_to"][0])
        self.assertIn("/calendar/meeting/accept?token=", mail["body"])
        self.assertIn("Europe/Paris", mail["body"])
        self.assertIn("9:00", mail["body"])
        [(name, content, _type)] = mail["attachments"]
        self.assertEqual(name, "invitation.ics")
        self.assertIn(b"DTSTART:20300304T080000Z", content)
        self.assertEqual(self.session.invitation_state, "sent")
        self.assertEqual(self.visit.invitation_count, 0)
        with self.assertRaisesRegex(UserError, "knows when and where"):
            self._as_officer(self.visit).action_send_invitations()

    def test_only_changes_later(self):
        self._send()
        with self._collect() as told:
            session = self._as_officer(self.session)
            session.write({"place_hour": 10, "name": "Opening"})
            session.speaker_ids += self.silent
        self.assertFalse(told)
        self.assertEqual(self.session.invitation_state, "to_send")
        self.assertEqual(self.visit.invitation_count, 3)
        action = self._as_officer(self.visit).action_send_invitations()
        self.assertIn("Without Address", action["params"]["message"])
        self.assertEqual(self.visit.invitation_count, 1)
        self._as_officer(self.session).speaker_ids = self.speaker
        self.assertEqual(self.session.invitation_state, "sent")

    def test_a_new_hour_asks_again(self):
        self._send()
        self._get_guest(self.speaker).do_accept()
        self._get_guest(self.host).do_accept()
        self.assertEqual(self.session.invitation_state, "accepted")
        self._as_officer(self.session).location = "Room 7"
        self.assertEqual(self.session.invitation_state, "changed")
        self.assertEqual(len(self._send()), 2)
        self.assertEqual(self.session.invitation_state, "accepted")
        self._as_officer(self.session).place_hour = 11
        told = self._send()
        self.assertIn("Date", dict(told)["speaker@example.com"])
        self.assertEqual(self.session.invitation_state, "sent")
        self._get_guest(self.host).do_decline()
        self.assertEqual(self.session.invitation_state, "declined")
        self.assertIn("Speaker: ", self.session.invitation_note)

    def test_nobody_has_an_address(self):
        self._as_officer(self.session).write(
            {"speaker_ids": self.silent.ids, "host_id": False}
        )
        with self.assertRaisesRegex(UserError, "Without Address"):
            self._as_officer(self.visit).action_send_invitations()

    def test_who_may_send(self):
        with self.assertRaises(AccessError):
            self.visit.with_user(self.user_direction).action_send_invitations()

    def test_moved_in_odoo_calendar(self):
        """Who was not invited hears nothing; who was hears it at once."""
        event = self._as_officer(self.session.event_id)
        moved = {"start": "2030-03-05 08:00:00", "stop": "2030-03-05 09:00:00"}
        with self._collect() as told:
            event.write(moved)
            event.write({"partner_ids": [(4, self.silent.id)]})
        self.assertFalse(told)
        self.assertEqual(self.visit.invitation_count, 3)
        self._send()
        with self._collect() as told:
            event.write({"start": "2030-03-06 08:00:00", "stop": "2030-03-06 09:00:00"})
        self.assertEqual(
            [mail[0] for mail in told], ["host@example.com", "speaker@example.com"]
        )
        self.assertEqual(str(self.session.place_date), "2030-03-06")
        self.assertEqual(self.visit.invitation_count, 1)

    def test_cancelled_visit_tells_the_invited(self):
        self._send()
        self._get_guest(self.speaker).do_accept()
        visit = self._as_officer(self.visit)
        visit.cancel_reason = "Strike"
        with self._collect() as told:
            visit.action_cancel()
        self.assertEqual(
            [mail[0] for mail in told], ["host@example.com", "speaker@example.com"]
        )
        mail = next(m for m in told.mails if "speaker" in m["email_to"][0])
        self.assertIn("has been canceled", mail["body"])
        visit.action_reopen()
        self.assertEqual(self.session.invitation_state, "to_send")

    def test_taken_out_tells_the_invited(self):
        self._send()
        with self._collect() as told:
            self._as_officer(self.session).speaker_ids = False
        self.assertEqual([mail[0] for mail in told], ["speaker@example.com"])
        with self._collect() as told:
            self._as_officer(self.session).unlink()
        self.assertEqual([mail[0] for mail in told], ["host@example.com"])

    def test_deleted_session_keeps_its_letters(self):
        """Outside of tests they leave after the commit, when the event is gone."""
        self._send()
        waiting = self.env["mail.mail"]

        def keep(mails):
            nonlocal waiting
            waiting |= mails

        mail_model = self.registry["mail.mail"]
        with patch.object(mail_model, "send_after_commit", keep):
            self._as_officer(self.session).unlink()
        self.assertEqual(set(waiting.exists().recipient_ids), {self.speaker, self.host})

    @users("officer_test")
    def test_does_not_repeat_itself(self):
        weekly = {"recurrency": True, "rrule_type": "weekly", "count": 3}
        event = self.session.event_id.with_env(self.env)
        with self.assertRaisesRegex(UserError, "does not repeat itself"):
            event.write({**weekly, "recurrence_update": "all_events"})
        with self.assertRaisesRegex(UserError, "does not repeat itself"):
            self.env["cooperation.visit.session"].create(
                {
                    "visit_id": self.visit.id,
                    "name": "Again",
                    "start": "2030-03-04 12:00:00",
                    **weekly,
                }
            )

    @users("officer_test")
    def test_archived_in_odoo_calendar(self):
        self.session.event_id.with_env(self.env).action_archive()
        self.assertFalse(self.session.active)
        self.assertEqual(self.visit.session_count, 0)

    def test_zone_of_the_place(self):
        """Who has no time zone reads the hours of the place."""
        self.visit.tz = "Asia/Ho_Chi_Minh"
        told = self._send()
        mail = next(m for m in told.mails if "speaker" in m["email_to"][0])
        self.assertIn("Asia/Ho_Chi_Minh", mail["body"])
        self.assertIn("9:00", mail["body"])


@tagged("post_install", "-at_install")
class TestVisitInvitationLink(CooperationCommon, HttpCase):
    def test_accepted_without_an_account(self):
        speaker = self.env["res.partner"].create(
            {"name": "Speaker", "email": "speaker@example.com"}
        )
        visit = self._create_visit(user_id=self.user_officer.id)
        session = self.env["cooperation.visit.session"].create(
            {"visit_id": visit.id, "name": "Welcome", "speaker_ids": speaker.ids}
        )
        visit.with_user(self.user_officer).action_send_invitations()
        guest = session.attendee_ids.filtered(lambda a: a.partner_id == speaker)
        self.authenticate(None, None)
        response = self.url_open(
            f"/calendar/meeting/accept?token={guest.access_token}"
            f"&id={session.event_id.id}"
        )
        self.assertEqual(response.status_code, 200)
        self.assertEqual(session.invitation_state, "accepted")
