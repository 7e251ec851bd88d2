from odoo import api, models


class CooperationFileRefMixin(models.AbstractModel):
    """How a record names a file of any kind: by its model and its number.

    A file is named to those only who may read it.
    """

    _name = "cooperation.file.ref.mixin"
    _description = "Naming a File of Any Kind"

    @api.model
    def _get_file_models(self):
        """Return the names of the models that are files of the Mission."""
        children = self.env.registry["cooperation.record.mixin"]._inherit_children
        return sorted(
            name
            for name in children
            if name in self.env and not self.env[name]._abstract
        )

    @api.model
    def _selection_file_ref(self):
        """Return the models of files, with their names."""
        models_sudo = self.env["ir.model"].sudo()
        return [(name, models_sudo._get(name).name) for name in self._get_file_models()]

    @api.model
    def _get_visible_files(self, keys):
        """Return the files that exist and that the user may read, by their key.

        :param keys: pairs (model, number); those of other models are left out
        :return: dict of recordsets of one file, in as many queries as models
        """
        ids_by_model = {}
        for model, res_id in keys:
            if model and res_id:
                ids_by_model.setdefault(model, []).append(res_id)
        visible = {}
        for model in self._get_file_models():
            if model not in ids_by_model or not self.env[model].has_access("read"):
                continue
            files = self.env[model].browse(ids_by_model[model]).exists()
            files = files._filtered_access("read")
            # Lists name each file on its own: let them find the names here.
            files.fetch(["display_name"])
            visible.update({(model, file.id): file for file in files})
        return visible

    @api.model
    def _get_named_file(self, key):
        """Return the one file that a client names, or None.

        :param key: [model, number], which may hold anything
        """
        if not isinstance(key, list | tuple) or len(key) != 2:
            return None
        model, res_id = key
        if not isinstance(model, str) or not isinstance(res_id, int):
            return None
        return self._get_visible_files([(model, res_id)]).get((model, res_id))
