"""`make run`: start everything in order, print where it is, wait for a signal, and stop everything."""

from __future__ import annotations

import signal
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final

from antrean.aws.table import Table
from deploy import site
from deploy.errors import CommandError
from deploy.progress import Step
from local import deployment
from local.aws import gaps
from local.aws.clients import Clients
from local.aws.emulator import Emulator
from local.aws.environment import isolate
from local.aws.mail import Mailbox
from local.deployment import StackOutputs
from local.seed import demo, hall, people, quotas
from local.state import lock, outputs, ports
from local.state.outputs import Demo, Login, Outputs
from local.state.settings import REGION
from local.website import Website

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from local.state.settings import Settings

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class _Stop(BaseException):
    """Somebody asked us to stop. It is no Exception, so that no `except Exception` takes it for a failure."""


def run(settings: Settings) -> None:
    """Run until SIGINT, SIGTERM or SIGHUP. Raises CommandError when something does not start or ends by itself."""
    isolate(settings.endpoint_url)
    with _signals_raise_stop():
        try:
            _run(settings)
        except _Stop:
            print("Stopped. The state is kept; `make run` goes on from here, `make clean` forgets it.")


def deploy(settings: Settings) -> None:
    """Bring changed sources to the running stack. Raises CommandError when it does not run or SAM fails."""
    isolate(settings.endpoint_url)
    clients = Clients(settings.endpoint_url)
    if not settings.outputs_file.exists():
        message = f"Nothing runs in {settings.state}: start it with `make run` in another terminal."
        raise CommandError(message)
    if not deployment.ensure_deployed(settings, clients.cloudformation()):
        print("The running stack is these very sources already.")
    deployed = StackOutputs.read(clients.cloudformation(), settings.endpoint_url)
    gaps.fill(clients, deployed.api_id, settings.template, deployed.registry_key_id)
    known = outputs.read(settings.outputs_file)
    outputs.write(settings.outputs_file, _outputs(settings, deployed, known["demo"]))


def _run(settings: Settings) -> None:
    with ExitStack() as running:
        state_lock = running.enter_context(lock.held(settings.state))
        outputs.forget(settings.outputs_file)
        ports.require_free(settings)
        with Step("Starting the embedded AWS (ministack)"):
            emulator = running.enter_context(Emulator(settings, state_lock))
        clients = Clients(settings.endpoint_url)
        mailbox = Mailbox(settings.mail_file, settings.sent_file)
        if not deployment.ensure_deployed(settings, clients.cloudformation()):
            print("The stack is up to date.")
        deployed = StackOutputs.read(clients.cloudformation(), settings.endpoint_url)
        gaps.fill(clients, deployed.api_id, settings.template, deployed.registry_key_id)
        # The website starts before the demo people sign up: it is also the registry that is asked about them.
        website = Website(settings.port_web, settings.root, deployed.api_url, _config(settings, deployed), mailbox)
        if settings.keeps_files:
            website.let_files_be_kept()
        running.enter_context(website)
        quotas.publish(clients, deployed.publisher, deployed.table_name)
        with Step("Making the demo staff, a booking for today, and an office's day in full swing"):
            made = _demo(settings, clients, deployed, mailbox)
        found = _outputs(settings, deployed, made)
        running.callback(outputs.forget, settings.outputs_file)
        outputs.write(settings.outputs_file, found)
        print(_summary(settings, found), flush=True)
        while True:
            emulator.require_running()
            time.sleep(0.5)


def _demo(settings: Settings, clients: Clients, deployed: StackOutputs, mailbox: Mailbox) -> Demo:
    words = people.passwords(settings.demo_file)
    place = demo.Place(
        api_url=deployed.api_url,
        citizen_client_id=deployed.citizen_client_id,
        table_name=deployed.table_name,
        secret_id=deployed.secret_id,
        nik_keys_id=deployed.nik_keys_id,
    )
    accounts = (demo.ensure_citizen(place, clients, mailbox, each, words.citizen) for each in people.CITIZENS)
    booking_today = demo.ensure_booking_today(place, clients, accounts)
    services = demo.as_of_yesterday(place, clients)
    hall.ensure_day(services, Table(clients.dynamodb(), place.table_name), booking_today["office_id"])
    operator = Login(username=people.OPERATOR, password=words.operator)
    officer = Login(username=people.OFFICER, password=words.officer)
    cognito, pool_id = clients.cognito(), deployed.staff_pool_id
    administrator = Login(username=people.ADMINISTRATOR, password=words.administrator)
    people.ensure_staff(cognito, pool_id, operator, "operators", "*", "Operator Contoh")
    people.ensure_staff(cognito, pool_id, operator, "supervisors", "*")
    people.ensure_staff(cognito, pool_id, officer, "officers", booking_today["office_id"], "Petugas Contoh")
    people.ensure_staff(cognito, pool_id, administrator, "administrators", "*", "Administrator Contoh")
    return Demo(operator=operator, officer=officer, administrator=administrator, booking_today=booking_today)


def _outputs(settings: Settings, deployed: StackOutputs, made: Demo) -> Outputs:
    return Outputs(
        api_url=deployed.api_url,
        website_url=settings.website_url,
        endpoint_url=settings.endpoint_url,
        region=REGION,
        citizen_pool_id=deployed.citizen_pool_id,
        citizen_client_id=deployed.citizen_client_id,
        staff_pool_id=deployed.staff_pool_id,
        staff_client_id=deployed.staff_client_id,
        table_name=deployed.table_name,
        receipts_bucket=deployed.receipts_bucket,
        demo=made,
    )


def _config(settings: Settings, deployed: StackOutputs) -> site.Config:
    """Return what /config.json tells the pages of the website."""
    return site.Config(
        api="/api",
        identity=settings.endpoint_url + "/",
        client_id=deployed.citizen_client_id,
        staff_client_id=deployed.staff_client_id,
    )


def _summary(settings: Settings, found: Outputs) -> str:
    made = found["demo"]
    return f"""
Antrean Paspor runs on this machine.

  Website    {found["website_url"]}
  Mails      {found["website_url"]}/mail   (or `{settings.command("mail")}`): verification codes of sign-ups are here
  A NIK      3299 0117 0590 1234   of nobody, born on 17 May 1990, to sign up with; the last four digits may be others
  Registry   knows a few invented people (`local/registry.csv`): Siti Rahayu has that NIK there, and is known at once
  API        {found["api_url"]}
  AWS        {found["endpoint_url"]}   region {found["region"]}, access key and secret key "test"
  Staff      {found["website_url"]}/petugas
  Operator   {made["operator"]["username"]}   password {made["operator"]["password"]}
  Officer    {made["officer"]["username"]}   password {made["officer"]["password"]}
  Admin      {made["administrator"]["username"]}   password {made["administrator"]["password"]}: of the staff
  Check in   {made["booking_today"]["code"]} at office {made["booking_today"]["office_id"]}: a booking for today
  Closing    `{settings.command("close")}` closes a session as an operator does (book in it first); alone it says how
  All this   {settings.outputs_file}
  Logs       {settings.state / "ministack.log"}

`{settings.command("deploy-local")}` in another terminal brings changed code to it.
Ctrl-C stops it; its state is kept."""


@contextmanager
def _signals_raise_stop() -> Iterator[None]:
    """Raise `_Stop` at the first signal, and ignore further ones, so that saving the state is not interrupted."""

    def stop(number: int, frame: FrameType | None) -> None:
        del frame
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        print(f"\n{signal.Signals(number).name}: stopping and saving the state ...", flush=True)
        raise _Stop

    before = {each: signal.signal(each, stop) for each in _SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
