use super::*;
use crate::config::DeviceConfig;
use crate::device::lease::Wanted;
use crate::store::Store;
use crate::store::database::Database;
use loket_drivers::link::system::SystemPorts;
use loket_drivers::ports::Ports;
use std::io::Read;
use std::net::TcpListener;
use std::thread;

/// A printer at this address, looked after by a worker.
fn printer(listener: &TcpListener, custody: &Custody, ports: Arc<dyn Ports>) -> Handle<Printers> {
    let address = format!("tcp:{}", listener.local_addr().unwrap());
    let config = DeviceConfig {
        driver: "evolis".into(),
        address: address.parse().unwrap(),
        serial: None,
    };
    let folder = tempfile::tempdir().unwrap();
    let store = Store::in_place(Database::open(folder.path()).unwrap());
    let plan = Plan {
        name: "printer",
        unit: Arc::new(UnitRule::load("printer", &config, &store).unwrap()),
        config,
        refuse_simulated: false,
        ports,
        watchdog: None,
        custody: custody.clone(),
    };
    Handle::start(plan, Ownership::Workers).unwrap()
}

fn take(custody: &Custody, holder: &str) -> Token {
    let wanted = Wanted {
        devices: vec!["printer"],
        holder: holder.into(),
        span: Duration::from_secs(60),
    };
    custody.grant(wanted).unwrap().0
}

#[test]
fn a_use_that_waits_for_its_turn_is_refused_once_the_device_is_leased_to_another() {
    let ports: Arc<dyn Ports> = Arc::new(SystemPorts::new());
    let custody = Custody::new(ports.clock(), 1);
    // Something that takes the connection and never says who it is: the worker is busy with it.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let handle = printer(&listener, &custody, ports);
    let (mut silent, _) = listener.accept().unwrap();
    silent.read_exact(&mut [0]).unwrap();
    let own = handle.admit(Some(&take(&custody, "ani"))).unwrap();
    let waiting = own.clone();
    let caller = thread::spawn(move || waiting.call(Duration::from_secs(5), |_, _| Ok(())));
    while own.waiting.load(Ordering::Acquire) == 0 {
        thread::yield_now();
    }
    let fence = custody.watch().borrow()[0].fence;
    custody.revoke(fence);
    take(&custody, "budi");
    drop(silent);
    let refused = caller.join().unwrap().unwrap_err();
    assert_eq!(refused.reason, Reason::LeaseLost);
    assert_eq!(refused.detail, "printer is leased by budi");
}
