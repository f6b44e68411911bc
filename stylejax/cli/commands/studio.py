"""`stylejax studio`: a page to look at while it is painted."""

from pathlib import Path
from typing import Annotated

from ... import studio as studios
from ...fields import Group
from .. import options


def studio(
    output: options.Folder = Path("stylejax-studio"),
    network: Annotated[
        str,
        options.told(Group.LOOK, metavar="NAME|FILE", help="The network that paints, unless a picture says another."),
    ] = "compact",
    port: Annotated[
        int, options.told(Group.OTHER, min=1, max=65535, help="Where the page is: http://127.0.0.1:PORT.")
    ] = 7860,
    host: Annotated[
        str,
        options.told(
            Group.OTHER,
            metavar="ADDRESS",
            help="Where the page listens; other machines reach the page only with a password.",
        ),
    ] = "127.0.0.1",
    password_file: Annotated[
        Path | None,
        options.told(Group.OTHER, help="A file with the password.", show_default="STYLEJAX_PASSWORD, if that is set"),
    ] = None,
) -> None:
    """Open a page to paint on: drop a photo and a painting, set controls, look, and choose from a sheet.

    Pictures are kept in a folder, each with its settings in it. Ctrl-C ends the studio; what it was painting is offered
    when it is opened again. Needs the extra `stylejax[studio]`.

    Example: stylejax studio --output pictures
    """
    studios.open_studio(output, network=network, host=host, port=port, password_file=password_file, say=print)
