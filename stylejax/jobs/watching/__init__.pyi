from .films import Film as Film
from .films import filming_to as filming_to
from .glimpses import Canvas as Canvas
from .glimpses import glimpsed as glimpsed
from .notebooks import NotebookDisplay as NotebookDisplay
from .watchers import Watch as Watch
from .watchers import check_watch as check_watch
from .watchers import checked_film as checked_film
