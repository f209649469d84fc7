// The counter as this page calls it: grpc-web, one client per service, refusals in words.

import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { ErrorInfoSchema } from "google/rpc/error_info_pb.js";
import { Role } from "loket/v1/common_pb.js";
import { EnrolmentService } from "loket/v1/enrolment_pb.js";
import { LeaseService } from "loket/v1/lease_pb.js";
import { PromptService } from "loket/v1/prompt_pb.js";
import { StationService } from "loket/v1/station_pb.js";
import { WatchService } from "loket/v1/watch_pb.js";

/**
 * All services at one address. `token()` is the lease that calls show, or nothing.
 *
 * Without TLS a browser speaks HTTP/1.1 and opens six connections to one address, for all its tabs together. This page
 * keeps three streams open (watch, lease, preview), and a fourth while an answer is acted on.
 */
export function connect(address, account, token) {
  const showLease = (next) => (request) => {
    if (token()) {
      request.header.set("loket-lease", token());
    }
    return next(request);
  };
  const transport = createGrpcWebTransport({ baseUrl: address, interceptors: [showLease] });
  return {
    actor: { id: account, role: Role.OPERATOR },
    enrolments: createClient(EnrolmentService, transport),
    leases: createClient(LeaseService, transport),
    prompts: createClient(PromptService, transport),
    station: createClient(StationService, transport),
    watcher: createClient(WatchService, transport),
  };
}

/** A refusal as its stable reason and what to do about it, in both languages. */
export function refusal(error) {
  const connectError = ConnectError.from(error);
  const [info] = connectError.findDetails(ErrorInfoSchema);
  const said = connectError.rawMessage;
  return {
    reason: info?.reason ?? Code[connectError.code],
    said,
    en: info?.metadata.remedy_en ?? said,
    id: info?.metadata.remedy_id ?? said,
  };
}

/** Whether the counter is out of reach, rather than saying no: what it says itself always carries its reason. */
export function isOffline(error) {
  return ConnectError.from(error).findDetails(ErrorInfoSchema).length === 0;
}

/** Waits for a moment. */
export function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
