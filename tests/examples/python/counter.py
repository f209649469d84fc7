"""The counter as this front end calls it: one connection, its services, and refusals in words."""

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from loket.v1 import (
    common_pb2,
    enrolment_pb2,
    enrolment_pb2_grpc,
    issuance_pb2,
    issuance_pb2_grpc,
    prompt_pb2,
    prompt_pb2_grpc,
    watch_pb2,
    watch_pb2_grpc,
)

# Over a Unix socket gRPC names the socket's path as the host, which HTTP/2 servers refuse (RST_STREAM with
# PROTOCOL_ERROR). Any proper host name will do. Pictures may be larger than gRPC's usual 4 MB.
OPTIONS = [("grpc.default_authority", "localhost"), ("grpc.max_receive_message_length", 32 << 20)]


class Counter:
    """One counter, and the person who works at it."""

    def __init__(self, address, account):
        self.channel = grpc.insecure_channel(address, options=OPTIONS)
        self.actor = common_pb2.Actor(id=account, role=common_pb2.ROLE_OPERATOR)
        self.enrolments = enrolment_pb2_grpc.EnrolmentServiceStub(self.channel)
        self.orders = issuance_pb2_grpc.IssuanceServiceStub(self.channel)
        self.prompts = prompt_pb2_grpc.PromptServiceStub(self.channel)
        self.watcher = watch_pb2_grpc.WatchServiceStub(self.channel)

    def submit(self, request):
        """Submits an order; the same again finds the first one. Returns the order."""
        request.actor.CopyFrom(self.actor)
        return self.orders.SubmitOrder(request).order

    def enrol(self, case):
        """Opens the recording of a case, or finds it."""
        request = enrolment_pb2.OpenEnrolmentRequest(
            request_id=f"{case}-record", actor=self.actor, kind=enrolment_pb2.ENROLMENT_KIND_RECORD, subject=case
        )
        return self.enrolments.OpenEnrolment(request)

    def changes(self, subject):
        """What happens to a subject: first as it is, then each change, once and in order, over restarts of the daemon."""
        after = 0
        while True:
            request = watch_pb2.WatchRequest(after=after, subject=subject, topics=[topic(subject)])
            stream = self.watcher.Watch(request, wait_for_ready=True)
            try:
                for message in stream:
                    after = message.sequence
                    if message.WhichOneof("event") in ("order", "enrolment", "progress"):
                        yield message
            except grpc.RpcError as error:
                # The daemon is gone: come back with the number of the last change that was handled.
                if error.code() != grpc.StatusCode.UNAVAILABLE:
                    raise
            finally:
                stream.cancel()

    def waiting(self):
        """All prompts of the counter, oldest first."""
        return self.prompts.ListPrompts(prompt_pb2.ListPromptsRequest()).prompts

    def prompt(self, subject):
        """What a subject waits for now; None when for nobody."""
        try:
            return self.prompts.GetPrompt(prompt_pb2.GetPromptRequest(subject=subject))
        except grpc.RpcError as error:
            if error.code() == grpc.StatusCode.NOT_FOUND:
                return None
            raise

    def picture(self, prompt, name):
        """A picture of a prompt's evidence."""
        request = prompt_pb2.GetEvidenceRequest(subject=prompt.subject, generation=prompt.generation, name=name)
        return self.prompts.GetEvidence(request).content

    def answer(self, prompt, choice, content):
        """Answers a prompt; yields what comes of it, the outcome last."""
        request = prompt_pb2.AnswerPromptRequest(
            subject=prompt.subject, generation=prompt.generation, actor=self.actor, choice=choice.key, **content
        )
        while True:
            try:
                yield from self.prompts.AnswerPrompt(request, wait_for_ready=True)
                return
            except grpc.RpcError as error:
                # A lost connection comes without the daemon's reasons. The same answer again has no second effect, and
                # tells what came of it or what still happens.
                if error.code() != grpc.StatusCode.UNAVAILABLE or rpc_status.from_call(error):
                    raise


def topic(subject):
    """What to watch for a subject."""
    return watch_pb2.TOPIC_ORDERS if subject.order_id else watch_pb2.TOPIC_ENROLMENTS


def refusal(error):
    """A refusal in the languages of the counter: English, Indonesian. Every refusal says what to do."""
    english, indonesian = [error.details()], [error.details()]
    status = rpc_status.from_call(error)
    for detail in status.details if status else []:
        info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
        if detail.Unpack(info):
            english.append(f"{info.reason}: {info.metadata['remedy_en']}")
            indonesian.append(f"{info.reason}: {info.metadata['remedy_id']}")
        elif detail.Unpack(bad):
            fields = [f"{violation.field} {violation.description}" for violation in bad.field_violations]
            english += fields
            indonesian += fields
    return "\n".join(english), "\n".join(indonesian)
