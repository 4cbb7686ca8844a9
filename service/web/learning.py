"""从判断里学: what the decisions made of the weights, every version, and the way back; training is a job."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

import seeds
from matching.features import FEATURES
from service.errors import words_of
from service.experience import SINGLE_WORDS
from service.jobs import Progress
from service.learning import retraining
from service.learning.examples import SOURCE_WORDS, UNUSED_WORDS
from service.running import served
from service.sheets import Heading, Row, workbook
from service.viewing.listsheets import VERSIONS, WEIGHTS
from service.web import frame
from service.web.download import download
from service.web.frame import pages
from service.web.saying import gettext as _

QUICK = 3.0  # seconds training may take before its progress is shown instead
STILL = 0.05  # points of weight that nobody notices


@pages.get("/learning")
def learning() -> str:
    """The weights in use, what they were learned from, and the versions kept."""
    versions = served.community().weights
    current = versions.current()
    return _page(versions.report(current.version), current.version)


@pages.get("/learning.xlsx")
def learning_book() -> Response:
    """The weights in use, reason by reason, and the versions kept."""
    versions = served.community().weights
    current, day = versions.current().version, frame.today()
    told = ("label", "meaning", "before", "after", "word", "examples", "taken")
    weights = [tuple(one[name] for name in told) for one in _features(versions.report(current))]
    kept = [
        (one["name"], one["made_on"] or "", one["examples"], _("是") if one["chosen"] else "")
        for one in map(_version, reversed(versions.all()))
    ]
    sheets: list[tuple[str, Sequence[Heading], Sequence[Row]]] = [
        (_("每条理由有多重"), WEIGHTS, weights),
        (_("留着的版本"), VERSIONS, kept),
    ]
    content = workbook(
        [(title, title, columns, rows) for title, columns, rows in sheets],
        _("现在用的：%(version)s", version=_name(current)),
        day,
        english=_english(),
    )
    return download(content, f"{_('从判断里学')} {day.isoformat()}.xlsx", f"learning-{day.isoformat()}.xlsx")


@pages.post("/learning")
def learn() -> Response:
    """Train on everything decided so far; what takes longer shows its progress."""
    now, use = frame.now(), request.form.get("use") == "1"
    job = served.jobs().start_alone("train", learner(now, use), now, about=str(use))
    return redirect(url_for("pages.learning_job", job_id=served.jobs().wait(job.id, QUICK).id))


def learner(now: datetime, use: bool) -> Any:
    """The work of training, with what it told as its result."""
    community = served.community()

    def work(progress: Progress) -> dict[str, Any]:
        return retraining.learn(community, now, use=use, progress=progress).as_json()

    return work


@pages.get("/learning/jobs/<job_id>")
def learning_job(job_id: str) -> str:
    """How far the training is, or what came of it; found again after a reload."""
    found = served.jobs().get(job_id)
    if found.state == "done":
        return _page(found.result, str(found.result["version"] or ""), fresh=True)
    return frame.page(
        "learning_job.html",
        view={
            "running": not found.finished,
            "failed": "" if not found.finished else found.message_en if _english() else found.message_zh,
            "cancelled": found.state == "cancelled",
            "done": found.done,
            "total": found.total or retraining.STEPS,
            "cancel": url_for("pages.cancel_learning", job_id=job_id),
        },
    )


@pages.post("/learning/jobs/<job_id>/cancel")
def cancel_learning(job_id: str) -> Response:
    """Stop training before anything is written."""
    job = served.jobs().cancel(job_id)
    return redirect(url_for("pages.learning_job", job_id=served.jobs().wait(job.id, QUICK).id))


@pages.post("/learning/use")
def use_weights() -> Response:
    """Order lists by another version from now on; the message that follows takes it back."""
    versions = served.community().weights
    before = versions.current().version
    chosen = versions.use(request.form.get("version", "") or request.args.get("version", "")).version
    if chosen == before:
        flash(_("本来就在用 %(version)s。", version=chosen))
    else:
        undo = url_for("pages.use_weights", version=before)
        frame.tell(_("从现在起，名单按 %(version)s 排。", version=chosen), undo)
    return redirect(url_for("pages.learning"))


def _english() -> bool:
    return frame.language() == "en"


def _page(report: dict[str, Any] | None, version: str, *, fresh: bool = False) -> str:
    versions = served.community().weights
    running = served.jobs().running("train")
    return frame.page(
        "learning.html",
        view={
            "current": _name(versions.current().version),
            "report": _report(report, version, fresh=fresh) if report else None,
            "fresh": fresh,
            "features": _features(report),
            "versions": [_version(one) for one in reversed(versions.all())],
            "past": _past(),
            "damaged": [words_of(one, frame.language()) for one in versions.damaged()],
            "running": url_for("pages.learning_job", job_id=running.id) if running is not None else "",
        },
    )


def _past() -> dict[str, Any] | None:
    """What past projects taught, in words; None where there are too few."""
    held = served.community().experiences.held
    if held is None:
        return None
    told = held.as_json()
    single = SINGLE_WORDS.get(told["single"], (told["single"], told["single"]))[_english()]
    return {**told, "ndcg": f"{told['ndcg']:.3f}", "best": f"{told['best_single']:.3f}", "single": single}


def _name(version: str) -> str:
    return _("出厂权重") if version == str(seeds.weights()["version"]) else version


def _report(told: dict[str, Any], version: str, *, fresh: bool) -> dict[str, Any]:
    english, later = _english(), told["held_out"]
    used = served.community().weights.current().version == version
    return {
        "version": version,
        "used": used,
        "refused": fresh and bool(version) and not used and later is not None and later["after"] > later["before"],
        "shown": told["lists_shown"],
        "lists": told["lists"],
        "examples": told["examples"],
        "taken": told["taken"],
        "sources": [(SOURCE_WORDS[name][english], count) for name, count in told["sources"].items()],
        "unused": [(UNUSED_WORDS[name][english], count) for name, count in told["unused"].items()],
        "waiting": told["waiting"],
        "later": later
        and {"n": later["examples"], "before": f"{later['before']:.3f}", "after": f"{later['after']:.3f}"},
        "better": bool(later) and later["after"] <= later["before"],
    }


def _features(report: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Every feature in words, with its weight before and after; those that moved most come first."""
    shipped, english = seeds.weights()["weights"], _english()
    told = {one["feature"]: one for one in report["features"]} if report else {}
    rows = []
    for feature in FEATURES:
        before = float(shipped[feature.name])
        one = told.get(feature.name, {"before": before, "after": before, "examples": 0, "taken": 0})
        paragraphs = (feature.measure.__doc__ or "").strip().split("\n\n")
        rows.append(
            {
                "label": feature.label[english],
                "meaning": " ".join(paragraphs[-1 if english else 0].split()),
                "before": f"{one['before']:+.1f}",
                "after": f"{one['after']:+.1f}",
                "moved": abs(one["after"] - one["before"]),
                "word": _moved(one["before"], one["after"]),
                "examples": one["examples"],
                "taken": one["taken"],
            }
        )
    return sorted(rows, key=lambda row: -row["moved"])


def _moved(before: float, after: float) -> str:
    if abs(after - before) < STILL:
        return _("没变")
    return _("更看重") if abs(after) > abs(before) else _("看轻些")


def _version(one: retraining.Version) -> dict[str, Any]:
    return {
        "id": one.version,
        "name": _name(one.version),
        "made_on": one.made_on,
        "examples": one.examples,
        "chosen": one.chosen,
    }
