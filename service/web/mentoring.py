"""辅导员: the proposal for all projects without one, accepted one by one."""

from __future__ import annotations

from flask import Response as FlaskResponse
from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from service.running import served
from service.staffing import mentoring
from service.staffing.mentorsheets import mentor_list
from service.web import frame
from service.web.download import download
from service.web.frame import pages
from service.web.saying import gettext as _
from service.web.written import figure


@pages.get("/projects/mentors")
def mentors() -> str:
    """Mentors for every open project that has none, within the hours left."""
    snapshot, matcher = served.community().current(frame.now())
    found = mentoring.mentors_for(snapshot, matcher, request.args.getlist("project") or None, now=frame.now())
    return frame.page(
        "mentors.html",
        view={
            "lines": [_line(line) for line in found.lines],
            "ledger": url_for("pages.mentors_ledger", project=request.args.getlist("project")),
            "loads": [_load(load) for load in found.loads],
        },
    )


@pages.get("/projects/mentors.xlsx")
def mentors_ledger() -> FlaskResponse:
    """The proposal as a workbook."""
    snapshot, matcher = served.community().current(frame.now())
    found = mentoring.mentors_for(snapshot, matcher, request.args.getlist("project") or None, now=frame.now())
    content = mentor_list(found, day=frame.today(), language=frame.language())
    name = _("配辅导员 %(day)s", day=frame.today().isoformat())
    return download(content, f"{name}.xlsx", f"mentors-{frame.today().isoformat()}.xlsx")


def _line(line: mentoring.MentorLine) -> dict[str, object]:
    english = frame.language() == "en"
    return {
        "id": line.project.id,
        "name": line.project.name,
        "address": frame.record_address("Project", line.project.id),
        "hours": figure(line.hours),
        "mentor": line.mentor and {"id": line.mentor.id, "name": line.mentor.name, "address": _address(line.mentor.id)},
        "reasons": [
            {"sentence": one.en if english else one.zh, "points": f"+{one.contribution:.2f}"} for one in line.reasons
        ],
        "why_none": line.why_none[1] if english else line.why_none[0],
    }


def _load(load: mentoring.MentorLoad) -> dict[str, object]:
    return {
        "name": load.mentor.name,
        "address": _address(load.mentor.id),
        "left": _("不限") if load.left is None else figure(load.left),
        "proposed": figure(load.proposed) if load.proposed else "",
    }


def _address(mentor: str) -> str:
    return frame.record_address("Expert", mentor)


@pages.post("/projects/mentors")
def accept_mentor() -> Response:
    """Note that the proposed mentor accompanies the project from today; the message that follows takes it back."""
    project, mentor = request.form.get("project", ""), request.form.get("mentor", "")
    if mentoring.accept_mentor(frame.store(), project, mentor, now=frame.now()):
        undo = url_for("pages.release_mentor", project=project, mentor=mentor)
        frame.tell(_("记下了：从今天起由这位辅导员陪着。"), undo)
    else:
        flash(_("本来就由这位辅导员陪着。"))
    return redirect(url_for("pages.mentors"))


@pages.post("/projects/mentors/release")
def release_mentor() -> Response:
    """Take back that a mentor accompanies a project."""
    project, mentor = request.args.get("project", ""), request.args.get("mentor", "")
    done = mentoring.release_mentor(frame.store(), project, mentor)
    flash(_("撤销了。") if done else _("不是在这里记下的，没有动。请在记录里改。"))
    return redirect(url_for("pages.mentors"))
