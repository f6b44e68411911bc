"""The server of the page: Gradio behind the guard, pictures by their names, and nothing else."""

from __future__ import annotations

import functools
import logging
import os
from pathlib import Path
from typing import Any

from ...media.films import codes_of, jpeg_of
from ...media.images import read_image
from ..access import Doorkeeper, Guard, Rules
from ..service import Studio
from ..uploads import MOST_BYTES
from .blocks import TEMPLATES, build_page
from .extra import gr, keep_from_others
from .words import PICTURES, THUMBNAILS

FILES = "/gradio_api/file="
UPLOAD = "/gradio_api/upload"
READ, SENT = ("GET", "HEAD"), ("POST",)
EXACT = {
    **dict.fromkeys(("/", "/config", "/theme.css", "/gradio_api/theme.css", "/favicon.ico", "/manifest.json"), READ),
    **dict.fromkeys(("/gradio_api/queue/data", "/gradio_api/startup-events", "/gradio_api/upload_progress"), READ),
    **dict.fromkeys(
        ("/gradio_api/queue/join", "/gradio_api/run/predict", "/gradio_api/cancel", "/gradio_api/reset"), SENT
    ),
    UPLOAD: SENT,
}
UNDER = {
    **dict.fromkeys(("/assets/", "/static/", "/gradio_api/heartbeat/", FILES, PICTURES, THUMBNAILS), READ),
}
THUMBNAIL = 360  # pixels of the longest side
FILES_AT_ONCE = 8  # that one request may bring


def application(studio: Studio, *, host: str, port: int, password: str | None) -> Guard:
    """The page behind its guard, as an ASGI application."""
    import fastapi  # pyrefly: ignore
    from fastapi.responses import FileResponse, Response  # pyrefly: ignore

    keep_from_others()
    inner = fastapi.FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    whole = {"methods": list(READ), "include_in_schema": False}

    def picture(name: str) -> Any:
        found = {path.name: path for path in studio.folders.pictures}
        return FileResponse(found[name]) if name in found else Response(status_code=404)

    def thumbnail(name: str) -> Any:
        found = {path.name: path for path in studio.folders.pictures}
        if name not in found:
            return Response(status_code=404)
        return Response(_small(found[name], found[name].stat().st_mtime_ns), media_type="image/jpeg")

    inner.add_api_route(f"{PICTURES}{{name}}", picture, **whole)
    inner.add_api_route(f"{THUMBNAILS}{{name}}", thumbnail, **whole)
    mounted = gr.mount_gradio_app(
        inner,
        build_page(studio).queue(api_open=False, max_size=200),
        "/",
        server_name=host,
        server_port=port,
        footer_links=[],
        run_history=False,
        show_error=True,
        max_file_size=MOST_BYTES,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        theme=gr.themes.Base(**_fonts(), primary_hue="orange", neutral_hue="stone"),
        css=(TEMPLATES / "studio.css").read_text(encoding="utf-8"),
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )
    doorkeeper = Doorkeeper(password) if password else None
    rules = Rules(host, port, EXACT, UNDER, doorkeeper, (FILES, Path(os.path.realpath(studio.folders.files))))
    return Guard(mounted, rules, upload=(UPLOAD, FILES_AT_ONCE * MOST_BYTES), room=studio.folders.room)


def _fonts() -> dict[str, Any]:
    """Fonts that the machine has: none are fetched."""
    return {
        "font": ["system-ui", "Segoe UI", "Helvetica", "Arial", "sans-serif"],
        "font_mono": ["ui-monospace", "Consolas", "monospace"],
    }


@functools.lru_cache(maxsize=500)
def _small(path: Path, changed: int) -> bytes:
    return jpeg_of(codes_of(read_image(path, size=THUMBNAIL)))


def serve(app: Guard, *, host: str, port: int, ready: Any) -> None:
    """Answer until a signal comes; `ready` is called once the page can be opened."""
    import uvicorn  # pyrefly: ignore

    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        limit_concurrency=400,
        ws="none",
    )
    server: Any = uvicorn.Server(config)
    startup, leave = server.startup, server.handle_exit

    async def started(*words: Any, **told: Any) -> None:
        await startup(*words, **told)
        ready()

    def left(number: int, frame: Any) -> None:
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # pages that are open then are no errors
        leave(number, frame)

    server.startup, server.handle_exit = started, left
    server.run()
