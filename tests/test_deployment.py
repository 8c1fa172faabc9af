"""Tests the dashboard as a municipality runs it: from the image, two processes on one folder, behind nginx with
https."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
import yaml
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from benchmarks.pages import wait_for
from etl.build import build as load
from etl.snapshots import run_lock
from tests.chromium import free_port
from veerkracht.core import moments, paths, run_log

NAME = "dashboard.example.nl"
EXAMPLES = paths.ROOT / "docs" / "examples"
IMAGE = (paths.ROOT / "Dockerfile").read_text(encoding="utf-8")
LOGIN = yaml.safe_load((paths.ROOT / "compose.login.yaml").read_text(encoding="utf-8"))
COMPOSE = yaml.safe_load((paths.ROOT / "compose.yaml").read_text(encoding="utf-8"))
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
NGINX_NEEDED = pytest.mark.skipif(
    NGINX is None and os.environ.get("VEERKRACHT_NGINX_REQUIRED") != "1", reason="geen nginx op deze machine"
)
SYSTEMD_NEEDED = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="geen systemd op deze machine")
# root may write where others may not, unless it gives that up
WITHOUT_RIGHTS = (
    ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"]
    if hasattr(os, "getuid") and os.getuid() == 0
    else []
)


def lines(word: str) -> list[str]:
    """Return the text after a keyword at the beginning of a line of the Dockerfile, joining continued lines."""
    return re.findall(rf"^\s*{word} (.*)$", IMAGE.replace("\\\n", " "), re.MULTILINE)


def command(line: str) -> list[str]:
    """Return the command of a line as it runs here."""
    parts = json.loads(line[line.index("[") :])
    return [sys.executable if part == "python" else part for part in parts]


@dataclass
class Process:
    """One process of the dashboard, and the file of its log."""

    running: subprocess.Popen[bytes]
    port: int
    log: Path

    def log_lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def pages(self) -> int:
        return sum(line["message"] == "Pagina" for line in self.log_lines())


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the Dockerfile copies, in which nobody may write."""
    folder = tmp_path_factory.mktemp("image")
    for line in lines("COPY"):
        *sources, target = line.split()
        for source in sources:
            if (path := paths.ROOT / source).is_dir():
                shutil.copytree(path, folder / target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(path, folder / target)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(path.stat().st_mode & ~0o222)
    return folder


@pytest.fixture(scope="module")
def processes(image: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Process]]:
    """Two processes that start simultaneously on one empty folder: one as the image starts it, one as another server
    does."""
    place = tmp_path_factory.mktemp("served")
    (place / "data").mkdir()
    own = {
        "VEERKRACHT_DATA": str(place / "data"),
        "VEERKRACHT_LOG": "json",
        "VEERKRACHT_HOSTS": NAME,
        "HOME": str(place / "no-home"),
    }
    environment = {key: value for key, value in os.environ.items() if key != "VEERKRACHT_DATABASE"} | own
    of_image, of_uvicorn = free_port(), free_port()
    started = [part.replace("0.0.0.0", "127.0.0.1").replace("8501", str(of_image)) for part in command(lines("CMD")[0])]
    uvicorn = [sys.executable, "-m", "uvicorn", "asgi:app", "--port", str(of_uvicorn)]
    both: list[Process] = []
    for port, arguments, folder in [
        (of_image, [*WITHOUT_RIGHTS, *started], image),
        (of_uvicorn, uvicorn, paths.ROOT),
    ]:
        log = place / f"{port}.log"
        with log.open("wb") as out:
            running = subprocess.Popen(arguments, cwd=folder, env=environment, stdout=out, stderr=out)
        both.append(Process(running, port, log))
    try:
        for process in both:
            wait_for(f"http://127.0.0.1:{process.port}")
        yield both
    finally:
        for process in both:
            process.running.kill()
            process.running.wait(20)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The path of a certificate of this test alone; its key beside it."""
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", folder / "dashboard.key",
         "-out", folder / "dashboard.pem"], check=True, capture_output=True,
    )  # fmt: skip
    return folder / "dashboard.pem"


@dataclass
class Proxy:
    """The dashboard behind nginx, as a visitor comes to it."""

    http: int
    https: int
    context: ssl.SSLContext
    log: Path

    def ask(self, path: str, source: str = "127.0.0.1", **headers: str) -> http.client.HTTPResponse:
        """Return the response, by default for a client that uses the dashboard's host name; its body is read."""
        with socket.create_connection(("127.0.0.1", self.https), source_address=(source, 0)) as plain:
            connection = http.client.HTTPConnection(NAME, self.https)
            connection.sock = self.context.wrap_socket(plain, server_hostname=NAME)
            connection.request("GET", f"/{path}", headers=headers)
            answer = connection.getresponse()
            answer.read()
        return answer

    def flood(self, path: str, source: str, count: int) -> list[int]:
        """Return the statuses of this many simultaneous requests."""
        request = f"GET /{path} HTTP/1.1\r\nHost: {NAME}\r\n"
        last = f"{request}Connection: close\r\n\r\n"
        with (
            socket.create_connection(("127.0.0.1", self.https), source_address=(source, 0)) as plain,
            self.context.wrap_socket(plain, server_hostname=NAME) as connection,
        ):
            connection.settimeout(60)
            connection.sendall((f"{request}\r\n" * (count - 1) + last).encode())
            answered = b"".join(iter(lambda: connection.recv(65536), b""))
        return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+)", answered)]

    @contextmanager
    def stream(self, source: str = "127.0.0.1", cookie: str = "visitor") -> Iterator[ClientConnection]:
        """Open the WebSocket of a page as a browser does."""
        with (
            socket.create_connection(("127.0.0.1", self.https), source_address=(source, 0)) as plain,
            connect(
                f"wss://{NAME}:{self.https}/_stcore/stream", sock=plain, ssl=self.context, max_size=None,
                open_timeout=60, subprotocols=["streamlit"], origin=f"https://{NAME}:{self.https}",
                additional_headers={"Cookie": f"veerkracht={cookie}"},
            ) as stream,
        ):  # fmt: skip
            yield stream

    def visit(self, page: str, cookie: str) -> None:
        """Open a page as a browser does, over the WebSocket, and wait until it has been sent."""
        with self.stream(cookie=cookie) as stream:
            message = BackMsg()
            message.rerun_script.page_name = page
            message.rerun_script.query_string = "zoek=Jansen"
            stream.send(message.SerializeToString())
            while ForwardMsg.FromString(stream.recv(60)).WhichOneof("type") != "script_finished":
                pass


@pytest.fixture(scope="module")
def address(processes: list[Process], certificate: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """nginx with the example, on ports of this test and with its own certificate."""
    assert NGINX, "VEERKRACHT_NGINX_REQUIRED=1, maar er is geen nginx"
    folder = tmp_path_factory.mktemp("nginx")
    context = ssl.create_default_context(cafile=str(certificate))
    proxy = Proxy(free_port(), free_port(), context, folder / "access.log")
    text = (EXAMPLES / "nginx.conf").read_text(encoding="utf-8")
    for original, replacement in {
        "listen 80": f"listen 127.0.0.1:{proxy.http}",
        "listen 443 ssl": f"listen 127.0.0.1:{proxy.https} ssl",
        "127.0.0.1:8501": f"127.0.0.1:{processes[0].port}",
        "127.0.0.1:8502": f"127.0.0.1:{processes[1].port}",
        "/etc/ssl": str(certificate.parent),
        "/var/log/nginx/veerkracht.log": str(proxy.log),
    }.items():
        assert original in text
        text = text.replace(original, replacement)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    elsewhere = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid;\nerror_log {folder}/error.log;\ndaemon off;\nevents {{}}\nhttp {{\n{elsewhere}{text}}}\n"
    )
    running = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    for _ in range(1200):
        assert running.poll() is None, "nginx did not start"
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", proxy.https)) == 0:
                break
        time.sleep(0.05)
    yield proxy
    running.terminate()
    running.wait(20)


def test_a_new_dashboard_becomes_healthy_without_a_visitor(processes: list[Process]) -> None:
    for process in processes:
        for _ in range(600):
            try:
                health = json.load(urllib.request.urlopen(f"http://127.0.0.1:{process.port}/gezond"))
                break
            except urllib.error.HTTPError as error:
                assert error.code == 503
                health = json.load(error)
                assert health["reden"] == "De cijfers worden klaargezet." and health["gezond"] is False
                time.sleep(0.1)
        assert health["gezond"] is True and health["cijfers"] > 5000
    told_of = [[line["message"] for line in process.log_lines()] for process in processes]
    # a process that starts late finds them ready
    assert all(
        ["Het dashboard is gestart", "De cijfers zijn klaargezet"][: len(messages)] == messages for messages in told_of
    )
    assert max(map(len, told_of)) == 2


def test_the_image_knows_that_it_is_healthy(processes: list[Process]) -> None:
    check = command(lines("HEALTHCHECK")[0])
    for port, code in ((processes[0].port, 0), (free_port(), 1)):
        assert (
            subprocess.run([part.replace("8501", str(port)) for part in check], stderr=subprocess.DEVNULL).returncode
            == code
        )


@NGINX_NEEDED
def test_who_comes_without_https_is_sent_to_it(address: Proxy) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", address.http)
    connection.request("GET", "/kaart?indicator=inwoners", headers={"Host": NAME})
    answer = connection.getresponse()
    assert answer.status == 301
    assert answer.headers["location"] == f"https://{NAME}/kaart?indicator=inwoners"


@NGINX_NEEDED
@pytest.mark.parametrize("host", ["elders.example", "127.0.0.1", f"{NAME}.elders.example"])
def test_who_comes_by_another_name_gets_no_answer(address: Proxy, host: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", address.http)
    connection.request("GET", "/kaart", headers={"Host": host})
    with pytest.raises(http.client.RemoteDisconnected):
        connection.getresponse()
    with pytest.raises(http.client.RemoteDisconnected):
        address.ask("kaart", Host=host)
    with (
        socket.create_connection(("127.0.0.1", address.https)) as plain,
        pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"),
    ):
        address.context.wrap_socket(plain, server_hostname=host)


@NGINX_NEEDED
def test_one_address_opens_no_more_pages_than_leave_room_for_others(address: Proxy) -> None:
    with ExitStack() as opened:
        for _ in range(60):
            opened.enter_context(address.stream("127.0.0.3"))
        with pytest.raises(InvalidStatus, match="429"):
            opened.enter_context(address.stream("127.0.0.3"))
        with address.stream("127.0.0.4"):
            assert address.ask("kaart", source="127.0.0.3").status == 200  # a page that is open already goes on


@NGINX_NEEDED
def test_one_address_opens_no_more_pages_in_a_row_than_leave_room_for_others(address: Proxy) -> None:
    # ten a second after the first sixty: also on a slow machine this many do not fit
    assert 429 in (address.ask("_stcore/stream", source="127.0.0.5").status for _ in range(300))
    assert address.ask("_stcore/stream", source="127.0.0.6").status != 429


@NGINX_NEEDED
def test_one_address_asks_for_no_more_than_leaves_room_for_others(address: Proxy) -> None:
    # nginx answers these itself, far faster than the hundred a second that it lets through after the first five hundred
    answers = address.flood("gezond", "127.0.0.7", 1000)
    assert set(answers[:400]) == {403} and answers.count(429) > 100
    assert address.ask("kaart", source="127.0.0.8").status == 200


@NGINX_NEEDED
def test_what_a_page_needs_is_open_and_all_else_of_streamlit_is_closed(address: Proxy) -> None:
    for path in (
        "",
        "kaart",
        "favicon.png",
        "_stcore/health",
        "_stcore/host-config",
        "gezond",
        "versie",
        "sinds.atom",
        "kalender.ics",
    ):
        assert address.ask(path).status == 200, path
    for path in (
        "_stcore/metrics", "_stcore/script-health-check", "_stcore/upload_file/a/b", "_stcore/agent/openapi.json",
        "_stcore/agent/mcp", "_stcore/bidi-components/a/b", "%5Fstcore/metrics", "_stcore//metrics",
        "static/../_stcore/metrics",
    ):  # fmt: skip
        assert address.ask(path).status == 404, path
    for path in ("gezond", "versie"):
        assert address.ask(path, source="127.0.0.2").status == 403
    assert address.ask("kaart", **{"Content-Length": "70000"}).status == 413


@NGINX_NEEDED
def test_every_header_comes_once_and_what_is_text_packed(address: Proxy) -> None:
    answer = address.ask("kaart", **{"Accept-Encoding": "gzip"})
    for name in (
        "x-content-type-options", "x-frame-options", "referrer-policy", "cross-origin-opener-policy",
        "permissions-policy", "content-security-policy", "strict-transport-security", "content-encoding", "set-cookie",
    ):  # fmt: skip
        assert len(answer.headers.get_all(name) or []) == 1, name
    cookie = answer.headers["set-cookie"]
    assert re.fullmatch(r"veerkracht=[0-9a-f]{32}; Path=/; Secure; HttpOnly; SameSite=Lax", cookie)
    assert answer.headers["server"] == "nginx"
    assert address.ask("kaart", Cookie=cookie.split(";")[0]).headers["set-cookie"] is None


@NGINX_NEEDED
def test_visitors_stay_on_their_process_and_go_to_another_when_it_is_gone(
    address: Proxy, processes: list[Process]
) -> None:
    visitors: dict[int, list[str]] = {0: [], 1: []}
    for number in range(40):  # which process a visitor gets is chance
        before = [process.pages() for process in processes]
        for _ in range(2):
            address.visit("toelichting", f"visitor-{number}")
        served = [process.pages() - count for process, count in zip(processes, before, strict=True)]
        assert sorted(served) == [0, 2]
        visitors[served.index(2)].append(f"visitor-{number}")
        if number >= 3 and all(visitors.values()):
            break
    assert visitors[0] and visitors[1]
    processes[1].running.send_signal(signal.SIGKILL)
    processes[1].running.wait(20)
    before = processes[0].pages()
    for visitor in (visitors[1][0], visitors[0][0]):
        assert address.ask("kaart", Cookie=f"veerkracht={visitor}").status == 200
        address.visit("toelichting", visitor)
    assert processes[0].pages() == before + 2


@NGINX_NEEDED
def test_no_log_says_who_looked_or_what_was_typed(address: Proxy, processes: list[Process]) -> None:
    address.visit("toelichting", "visitor-0")
    for _ in range(100):  # nginx writes its line when the connection has ended
        if " /_stcore/stream" in address.log.read_text():
            break
        time.sleep(0.05)
    else:
        pytest.fail("nginx logged nothing")
    for log in (address.log, *(process.log for process in processes)):
        logged = re.sub(r"\n  URL: \S+|Uvicorn running on \S+", "", log.read_text())
        assert not re.search(r"127\.0\.0\.|Jansen|visitor-", logged), log
    pages = [line for process in processes for line in process.log_lines() if line["message"] == "Pagina"]
    assert {(line["page"], line["outcome"], line["level"]) for line in pages} == {("toelichting", "getoond", "info")}


@pytest.mark.slow
def test_the_image_holds_what_runs_and_nothing_else(image: Path) -> None:
    allowed = {
        line[1:]
        for line in (paths.ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }
    copied = {source for line in lines("COPY") for source in line.split()[:-1]}
    assert copied == allowed
    assert {path.name for path in image.iterdir()} & {"tests", "docs"} == {"docs"}
    assert [path.name for path in (image / "data").iterdir()] == ["meegeleverd"]
    assert lines("USER")[-1] not in ("root", "0")


def test_both_containers_are_the_image_on_one_folder_that_can_be_written() -> None:
    folder = re.search(r"VEERKRACHT_DATA=(\S+)", IMAGE)
    assert folder and lines("VOLUME") == [folder[1]]
    for service in COMPOSE["services"].values():
        assert service["image"] == "veerkracht" and service["read_only"] is True
        assert [volume.split(":")[1] for volume in service["volumes"]] == [folder[1]]
        assert re.fullmatch(r"\$\{VEERKRACHT_USER:-[1-9]\d+\}", service["user"])
    dashboard, etl = COMPOSE["services"]["dashboard"], COMPOSE["services"]["etl"]
    assert dashboard["ports"] == [f"127.0.0.1:{port}:{port}" for port in lines("EXPOSE")]
    assert "ports" not in etl and "python -m etl;" in etl["command"][2]
    assert subprocess.run(["sh", "-n", "-c", etl["command"][2]]).returncode == 0


def test_what_goes_wrong_in_a_container_or_service_takes_no_memory_or_processes_of_the_machine() -> None:
    for service in COMPOSE["services"].values():
        assert service["mem_limit"] == "3g" and service["pids_limit"] == 300 and service["tmpfs"] == ["/tmp:size=1g"]
    for path in EXAMPLES.glob("*.service"):
        assert {"MemoryMax", "TasksMax"} <= {line.partition("=")[0] for line in path.read_text().splitlines()}, (
            path.name
        )


def test_every_example_names_the_name_by_which_visitors_come() -> None:
    setting = f"VEERKRACHT_HOSTS={NAME}"
    assert f"Environment={setting}" in (EXAMPLES / "veerkracht@.service").read_text(encoding="utf-8").splitlines()
    assert setting in (paths.ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert COMPOSE["services"]["dashboard"]["environment"]["VEERKRACHT_HOSTS"] == "${VEERKRACHT_HOSTS:-}"


def test_the_secrets_of_the_login_reach_the_dashboard_alone_and_no_image() -> None:
    assert list(LOGIN["services"]) == ["dashboard"]
    [volume] = LOGIN["services"]["dashboard"]["volumes"]
    [folder] = lines("WORKDIR")
    assert volume["target"] == f"{folder}/{paths.SECRETS.relative_to(paths.ROOT).as_posix()}"
    assert volume["read_only"] is True and volume["bind"] == {"create_host_path": False}
    assert ".streamlit/secrets.toml" in (paths.ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    etl = (EXAMPLES / "veerkracht-etl.service").read_text(encoding="utf-8")
    assert "InaccessiblePaths=-/srv/veerkracht/.streamlit/secrets.toml" in etl.splitlines()


def test_a_build_of_the_image_takes_no_other_file_than_the_lock_names_and_can_take_a_digest() -> None:
    [installs] = [line for line in lines("RUN") if "pip install" in line]
    assert "--require-hashes -r requirements.lock" in installs
    assert lines("ARG") == ["PYTHON_IMAGE=python:3.11-slim"] and lines("FROM") == ["${PYTHON_IMAGE}"]
    for service in COMPOSE["services"].values():
        assert service["build"]["args"] == {"PYTHON_IMAGE": "${PYTHON_IMAGE:-python:3.11-slim}"}


def test_the_manual_pins_the_digest_of_the_image_that_was_pulled(tmp_path: Path) -> None:
    digest = f"python@sha256:{'0123456789abcdef' * 4}"
    docker = tmp_path / "docker"  # as it answers after a pull: it may not be here, and no registry is reached
    docker.write_text(f'#!/bin/sh\n[ "$1 $3" = "inspect {{{{index .RepoDigests 0}}}}" ] && echo {digest}\ntrue\n')
    docker.chmod(0o755)
    commands = of_manual("In containers", "docker pull", 'echo "PYTHON_IMAGE')
    assert [line.split()[0] for line in commands] == ["docker", "echo"]
    for line in commands:
        assert re.search(r"python:3\.11-slim", line)
        subprocess.run(
            line, shell=True, check=True, cwd=tmp_path, env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
        )
    assert (tmp_path / ".env").read_text() == f"PYTHON_IMAGE={digest}\n"


@SYSTEMD_NEEDED
@pytest.mark.outside
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    created = []
    for path in EXAMPLES.glob("veerkracht*"):
        text = path.read_text(encoding="utf-8").replace("/srv/veerkracht/.venv/bin/python", sys.executable)
        created.append(tmp_path / path.name.replace("@.", "@8501."))
        created[-1].write_text(text, encoding="utf-8")
    assert len(created) == 3
    verified = subprocess.run(["systemd-analyze", "verify", *created], capture_output=True, text=True)
    assert (verified.returncode, verified.stderr) == (0, "")


def contents() -> dict[str, list[tuple[object, ...]]]:
    """Return the figures, what the statuses were and when, what was revised, and the runs."""
    with duckdb.connect(str(paths.database_file()), read_only=True) as connection:
        return {
            table: connection.execute(f"select * from {table} order by all").fetchall()
            for table in ("observation", "goal_status", "status_history", "revision")
        } | {"runs": [(run.started_at, run.outcome) for run in run_log.read(paths.fetched_folder())]}


def of_manual(heading: str, *words: str) -> list[str]:
    """Return the commands in a section of the manual for administrators that begin with one of these words."""
    text = (paths.ROOT / "docs" / "handleiding" / "beheerder.md").read_text(encoding="utf-8")
    section = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    inline = re.findall(r"(?<!`)`([^`\n]+)`", section)
    blocks = [line for block in re.findall(r"```sh\n(.*?)```", section, re.DOTALL) for line in block.splitlines()]
    return [block for block in [*blocks, *inline] if block.startswith(words)]


@pytest.mark.outside
@pytest.mark.skipif(shutil.which("flock") is None, reason="geen flock op deze machine; de opdracht is voor Linux")
def test_a_backup_waits_for_the_etl_and_gives_all_back(
    data: Path, database_of_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    project.mkdir()
    data = data.rename(project / "data")
    monkeypatch.setenv("VEERKRACHT_DATA", str(data))
    for path in (paths.CATALOG, paths.programme()):
        shutil.copy(path, project)
    (data / "lokaal").mkdir()
    (data / "lokaal" / "eigen.txt").write_text("van de gemeente")
    with duckdb.connect(str(paths.database_file())) as connection:
        connection.execute("update status_history set noticed_at = '2026-01-02'")
    run_log.append(paths.fetched_folder(), run_log.Run(moments.stamp(), moments.stamp(), "python -m etl", "gelukt", ""))
    before = contents()
    make, busy, put_aside, restore = of_manual("Een kopie bewaren", "mkdir", "flock") + of_manual(
        "Een kopie terugzetten", "mv", "tar"
    )
    subprocess.run(make, shell=True, cwd=project, check=True)
    with run_lock.hold(paths.fetched_folder()):
        waiting = subprocess.Popen(busy, shell=True, cwd=project)
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(1)
        assert not (tmp_path / "veerkracht-kopie.tar.gz").exists()
    assert waiting.wait(60) == 0
    paths.database_file().write_bytes(b"geen database")
    shutil.rmtree(data / "lokaal")
    for command in (put_aside, restore):
        subprocess.run(command, shell=True, cwd=project, check=True)
    load.build(paths.database_file())
    assert contents() == before
    assert (data / "lokaal" / "eigen.txt").exists() and (project / "indicators.yaml").exists()
