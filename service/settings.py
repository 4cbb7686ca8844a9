"""Every setting of the service, read from the environment once at the door and passed on from there."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, get_args

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from service import clock
from service.errors import BadSettings

PREFIX = "HELI_"
_PASSWORD_IN_URL = re.compile(r"^([a-z0-9+]+:/+)?.*@")
LIKE = 0.8  # how like the name of a setting a slip of it is
LONGEST_TOLD = 100  # characters of a value that cannot be used
WANTED: Mapping[str, tuple[str, str]] = {
    "graph_url": (
        "应写成 bolt://主机:7687 或 neo4j://主机:7687，用内置引擎就空着",
        "written bolt://host:7687 or neo4j://host:7687, or empty for the embedded engine",
    ),
    "timezone": (
        f"应为这台机器认识的时区名，如 {clock.BEIJING}",
        f"a time zone known to this machine, for example {clock.BEIJING}",
    ),
}
CHECKOUT = Path(__file__).resolve().parent.parent


def default_data() -> Path:
    """`var/` beside the code in a checkout, the user's data folder otherwise."""
    if (CHECKOUT / "Makefile").is_file() and (CHECKOUT / "pyproject.toml").is_file():
        return CHECKOUT / "var"
    return user_data_path("heli", appauthor=False)


class Settings(BaseSettings):
    """What an installation may decide; each field is the environment variable `HELI_<FIELD>`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore")

    data: Path = Field(
        default_factory=default_data,
        description="数据文件夹：图数据库、快照、导入任务都在里面。 / Folder of the graph, the snapshot and the jobs.",
    )
    graph_url: str = Field(
        default="",
        pattern=r"^$|^(bolt|neo4j)(\+s|\+ssc)?://\S+$",
        description="图数据库地址，空为内置引擎。 / Address of a Neo4j server; empty for the embedded engine.",
    )
    graph_user: str = Field(default="neo4j", description="图数据库用户。 / User at the Neo4j server.")
    graph_password: SecretStr = Field(
        default=SecretStr(""), description="图数据库口令。 / Password at the Neo4j server."
    )
    graph_password_file: Path | None = Field(
        default=None, description="存放口令的文件。 / File that holds the password instead."
    )
    host: str = Field(
        default="127.0.0.1", description="监听地址，目前只能是本机。 / Address to listen on: loopback only."
    )
    port: int = Field(default=8000, ge=1, le=65535, description="监听端口。 / Port to listen on.")
    threads: int = Field(default=8, ge=1, le=64, description="同时处理的请求数。 / Requests worked on at once.")
    lang: Literal["zh", "en"] = Field(default="zh", description="界面与命令的语言。 / Language of pages and commands.")
    timezone: str = Field(
        default=clock.BEIJING,
        description="社区所在时区，一天从那里的零点算起。 / Time zone in which days begin and end.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="日志级别。 / How much is logged."
    )
    upload_mb: int = Field(default=32, ge=1, le=512, description="上传文件上限（MB）。 / Largest upload, in MB.")
    vocabulary: Path | None = Field(
        default=None,
        description="自己的词表（CSV），与自带的合用。 / Own vocabulary (CSV), used together with the shipped one.",
    )
    encoder: str = Field(
        default="auto",
        description="句向量：auto、off 或模型文件夹。 / Sentence vectors: auto, off or a model's folder.",
    )

    @field_validator("lang", "log_level", mode="before")
    @classmethod
    def _small_letters(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        clock.zone_called(value)
        return value

    @model_validator(mode="after")
    def _one_password(self) -> Settings:
        if self.graph_password.get_secret_value() and self.graph_password_file is not None:
            raise BadSettings(
                "HELI_GRAPH_PASSWORD 和 HELI_GRAPH_PASSWORD_FILE 只能设一个，请去掉另一个。",
                "HELI_GRAPH_PASSWORD and HELI_GRAPH_PASSWORD_FILE: only one of the two; unset the other.",
            )
        return self

    def password(self) -> str:
        """The password of the graph server, from the variable or its file."""
        if self.graph_password_file is None:
            return self.graph_password.get_secret_value()
        try:
            return self.graph_password_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise BadSettings(
                f"HELI_GRAPH_PASSWORD_FILE：读不了 {self.graph_password_file}，请检查路径和权限。",
                f"HELI_GRAPH_PASSWORD_FILE: cannot read {self.graph_password_file}; check path and permissions.",
            ) from error


@dataclass(frozen=True)
class Setting:
    """One setting as it stands: its variable, its value as it may be shown, and where the value comes from."""

    variable: str
    value: str
    origin: Literal["default", "environment", "file"]
    zh: str
    en: str


def read_settings() -> Settings:
    """The settings of this process; raises BadSettings naming every variable that cannot be used."""
    try:
        settings = Settings()
    except ValidationError as error:
        raise _told(error) from None
    told = {name: _at_home(name, getattr(settings, name)) for name in ("data", "graph_password_file", "vocabulary")}
    data = told["data"] or default_data()
    return settings.model_copy(update={**told, "data": data.absolute(), "encoder": _encoder(settings.encoder)})


def _at_home(name: str, path: Path | None) -> Path | None:
    """The path with ~ read as the home folder it names."""
    try:
        return path.expanduser() if path is not None else None
    except RuntimeError:
        variable = PREFIX + name.upper()
        raise BadSettings(
            f"{variable}：找不到 {path} 里的 ~ 是谁的文件夹，请写完整的路径。",
            f"{variable}: whose folder the ~ of {path} is cannot be found; write the whole path.",
        ) from None


def _encoder(value: str) -> str:
    if value.lower() in ("auto", "off"):
        return value.lower()
    return str(_at_home("encoder", Path(value)))


def listed(settings: Settings, environment: Mapping[str, str] = os.environ) -> list[Setting]:
    """Every setting with its origin, secrets masked."""
    given = {name.upper() for name, value in environment.items() if value != ""}
    found = []
    for name, field in Settings.model_fields.items():
        variable = PREFIX + name.upper()
        value = getattr(settings, name)
        origin: Literal["default", "environment", "file"] = "environment" if variable in given else "default"
        if name == "graph_password" and settings.graph_password_file is not None:
            value, origin = SecretStr("in the file"), "file"
        if isinstance(value, SecretStr):
            shown = "******" if value.get_secret_value() else ""
        else:
            shown = "" if value is None else _shown(name, str(value))
        zh, _, en = (field.description or "").partition(" / ")
        found.append(Setting(variable, shown, origin, zh, en))
    return found


def unknown_variables(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Variables that carry our prefix and mean nothing to us, most often a slip of the pen: the one meant, if any."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(
        name
        for name in environment
        if name.upper().startswith(PREFIX) and name.upper() not in known and not name.startswith("HELI_TEST_")
    )
    return {name: next(iter(get_close_matches(name.upper(), known, 1, LIKE)), "") for name in unknown}


def _shown(field: str, value: str) -> str:
    """A value, without what may be a password in an address, also where that is not written as addresses are."""
    return _PASSWORD_IN_URL.sub(r"\1******@", value) if field == "graph_url" else value


def _told(error: ValidationError) -> BadSettings:
    zh, en = [], []
    for problem in error.errors(include_url=False):
        field = str(problem["loc"][0])
        given = _shown(field, str(problem["input"]))[:LONGEST_TOLD]
        wanted = _wanted(field)
        zh.append(f"{PREFIX}{field.upper()} 的值“{given}”不能用，{wanted[0]}")
        en.append(f"{PREFIX}{field.upper()} cannot be {given!r}: it has to be {wanted[1]}")
    return BadSettings(
        "；".join(zh) + "。请改正或去掉这个环境变量（说明书和 heli settings 列出全部设置）。",
        "; ".join(en) + ". Mend or unset the variable (the README and heli settings list them all).",
    )


def _wanted(field: str) -> tuple[str, str]:
    """What the value of a setting has to be."""
    declared = Settings.model_fields[field]
    if choices := get_args(declared.annotation):
        named = [str(one) for one in choices if isinstance(one, str)]
        if named:
            return f"只能是 {'、'.join(named)}", f"one of {', '.join(named)}"
    bounds = [getattr(one, side) for side in ("ge", "le") for one in declared.metadata if hasattr(one, side)]
    if len(bounds) == 2:
        least, most = bounds
        return f"应为 {least} 到 {most} 的整数", f"a whole number from {least} to {most}"
    return WANTED.get(field, ("写法不对", "written otherwise"))
