{
    "name": "CNFPT Cooperation: Staffing Board",
    "summary": "Experts and their missions on a timeline, week by week",
    "version": "19.0.1.0.0",
    "category": "Services/Cooperation",
    "author": "CNFPT Cooperation founders",
    "license": "AGPL-3",
    "depends": ["cnfpt_cooperation", "web_timeline"],
    "data": ["views/cooperation_assignment_views.xml"],
    "assets": {
        "web.assets_backend": [
            "cnfpt_cooperation_timeline/static/src/staffing/*",
        ],
        "web.assets_tests": [
            "cnfpt_cooperation_timeline/static/tests/tours/*.esm.js",
        ],
    },
    "auto_install": True,
}
