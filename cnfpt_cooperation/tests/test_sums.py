from lxml import etree

from odoo.tests import tagged

from .test_cooperation_activity_report import ActivityReportCommon

# Words that tell a rate, a rank or a mean from a quantity.
_NO_QUANTITY = (
    *("_rate", "_number", "_score", "_average", "_rank", "version"),
    *("latitude", "longitude"),
)


@tagged("post_install", "-at_install")
class TestSums(ActivityReportCommon):
    """No total of ours mixes currencies, adds up rates or takes a mean of means."""

    def _get_models(self):
        for name in self.registry.models:
            model = self.env[name]
            if name.startswith("cooperation.") and not model._abstract:
                yield model

    def test_money_can_be_added_up_in_its_currencies(self):
        """Lists, pivots and charts ask for the currencies of what they add up."""
        for model in self._get_models():
            if model._transient:
                continue
            for field in model._fields.values():
                if field.type == "monetary" and field.store and field.aggregator:
                    currency = field.get_currency_field(model)
                    with self.subTest(field=str(field)):
                        model._read_group(
                            [],
                            [],
                            [
                                f"{currency}:array_agg_distinct",
                                f"{field.name}:sum_currency",
                            ],
                        )

    def test_footers_know_the_currency(self):
        """A footer that has not the currency at hand would mix them silently."""
        views = self.env["ir.ui.view"].search(
            [("model", "=like", "cooperation.%"), ("type", "in", ("list", "form"))]
        )
        for view in views:
            tree = etree.fromstring(view.get_combined_arch())
            for list_node in tree.iter("list"):
                model = self.env[view.model]
                for parent in reversed(list(list_node.iterancestors("field"))):
                    model = self.env[model._fields[parent.get("name")].comodel_name]
                shown = {node.get("name") for node in list_node.iter("field")}
                for node in list_node.iterfind("field[@sum]"):
                    field = model._fields[node.get("name")]
                    with self.subTest(view=view.xml_id, field=field.name):
                        self.assertTrue(field.aggregator)
                        if field.type == "monetary":
                            self.assertIn(field.get_currency_field(model), shown)

    def test_rates_are_not_added_up(self):
        for model in self._get_models():
            for field in model._fields.values():
                is_quantity = not field.name.endswith(_NO_QUANTITY)
                if field.type in ("integer", "float", "monetary") and not is_quantity:
                    with self.subTest(field=str(field)):
                        self.assertNotEqual(field.aggregator, "sum")

    def test_mean_of_marks_is_no_mean_of_means(self):
        """Two marks of 5 beside eight of 1, and a file that nobody marked: 1.8."""
        missions = (
            self._create_past_mission()
            | self._create_past_mission()
            | self._create_past_mission()
        )
        self.env.flush_all()
        for mission, score, marks in zip(missions, (5, 1, 0), (2, 8, 0), strict=True):
            self.env.cr.execute(
                "UPDATE cooperation_mission SET evaluation_score = %s, "
                "evaluation_mark_count = %s WHERE id = %s",
                (score, marks, mission.id),
            )
        self.env.invalidate_all()
        domain = [("id", "in", missions.ids)]
        for kept, mean in ((missions, 1.8), (missions[2], False)):
            domain = [("id", "in", kept.ids)]
            ((found,),) = missions._read_group(domain, [], ["evaluation_score:avg"])
            self.assertEqual(found and round(found, 9), mean)
