"""The question and its answer: `/` and `/ask`."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from assistant.desk.shared import desk_of, language_of


async def ask(request: Request) -> Response:
    """Show the question box, and the answer if there is a question."""
    desk = desk_of(request)
    question = request.query_params.get("q", "")
    answer = None
    title = language_of(request)("ask.title")
    if question.strip():
        answer = await run_in_threadpool(desk.library.ask, question)
        title = question
    return desk.render(request, "ask.html", title=title, question=question, answer=answer)


ROUTES: list[BaseRoute] = [Route("/", ask), Route("/ask", ask)]
WRITE_ROUTES: list[BaseRoute] = []
