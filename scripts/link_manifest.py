"""Build hook: puts napari.yaml, which lies at the project's root, where npe2 looks for it.

npe2 finds a plugin's manifest only inside the package. A wheel gets it as a file of the package;
for an editable install it is linked into the source tree (copied where links are not allowed,
as on most Windows machines).
"""

import shutil
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class LinkManifest(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        manifest = Path(self.root, "napari.yaml")
        if version != "editable":
            build_data["force_include"][str(manifest)] = "napari_compare/napari.yaml"
            return
        linked = Path(self.root, "src", "napari_compare", "napari.yaml")
        linked.unlink(missing_ok=True)
        try:
            linked.symlink_to(Path("..", "..", "napari.yaml"))
        except OSError:
            shutil.copyfile(manifest, linked)
