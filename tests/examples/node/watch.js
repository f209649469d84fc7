// Prints what waits for a person at a counter, and then everything that happens there, one line each.
//
//     node watch.js unix:counter/loket.sock ../../../proto
//
// Needs the packages @grpc/grpc-js and @grpc/proto-loader. Unlike other gRPC libraries, grpc-js names `localhost` as the
// host on a Unix socket by itself, so no option is needed for that.

const grpc = require("@grpc/grpc-js");
const protoLoader = require("@grpc/proto-loader");

const [address, protos] = process.argv.slice(2);
const definition = protoLoader.loadSync(["loket/v1/prompt.proto", "loket/v1/watch.proto"], {
  includeDirs: [protos],
  keepCase: true,
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
});
const { PromptService, WatchService } = grpc.loadPackageDefinition(definition).loket.v1;
const credentials = grpc.credentials.createInsecure();
const prompts = new PromptService(address, credentials);
const watcher = new WatchService(address, credentials);

// The number of the last change that was handled. A front end that keeps it on disk misses nothing while it is off.
let after = "0";

function watch() {
  const stream = watcher.Watch({ after, heartbeat_seconds: 5 });
  stream.on("data", (message) => {
    after = message.sequence;
    console.log(`${message.sequence} ${describe(message)}`);
  });
  stream.on("error", (error) => {
    if (error.code !== grpc.status.UNAVAILABLE) {
      console.error(error.message);
      process.exit(1);
    }
    // The daemon is gone for a while; grpc-js waits longer and longer between its tries.
    watcher.waitForReady(Date.now() + 600_000, (failed) => (failed ? process.exit(1) : watch()));
  });
}

function describe({ event, device, order, enrolment, lease, progress, station }) {
  switch (event) {
    case "device":
      return `device ${device.name} ${device.state} ${device.model}`;
    case "order":
      return `order ${order.order.order_id} ${order.order.state} ${waiting(order.prompt)}`;
    case "enrolment":
      return `enrolment ${enrolment.enrolment.enrolment_id} ${enrolment.enrolment.state} ${waiting(enrolment.prompt)}`;
    case "lease":
      return `lease ${lease.fence} ${lease.over ? "over" : lease.holder} ${lease.devices.join(" ")}`;
    case "progress":
      return `progress ${progress.order_id} ${progress.sent}/${progress.total}`;
    case "station":
      return `station ${station.conditions.map((one) => one.reason).join(" ") || "can make cards"}`;
    default:
      return event; // snapshot, snapshot_end, heartbeat
  }
}

const waiting = (prompt) => (prompt ? `waits: ${prompt.text_en}` : "");

prompts.ListPrompts({}, (error, list) => {
  if (error) {
    console.error(error.message);
    process.exit(1);
  }
  for (const prompt of list.prompts) {
    console.log(`prompt ${prompt.kind} ${prompt.text_id}`);
  }
  watch();
});
