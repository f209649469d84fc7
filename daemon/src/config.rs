//! The one config file: addresses and limits. Unknown keys are refused.

mod card;
mod chip;
mod listen;

pub use card::{CardConfig, LayoutPlace};
pub use chip::{ChipConfig, KeysPlace};
pub use listen::ListenConfig;

use crate::issuance::duty::Duty;
use crate::issuance::presence::PresenceRule;
use crate::store::database::Place;
use loket_card::finger::FingerPosition;
use loket_card::profile::ProfileFileError;
use loket_drivers::device::DeviceClass;
use loket_drivers::ports::Address;
use loket_drivers::registry;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use thiserror::Error;

/// The configuration of a simulated counter, as shipped.
pub const DEFAULT: &str = include_str!("../loketd.toml");

/// The whole file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The counter.
    pub station: StationConfig,
    /// Where the API listens.
    pub listen: ListenConfig,
    /// Where the devices are.
    #[serde(default)]
    pub devices: DevicesConfig,
    /// Chips.
    #[serde(default)]
    pub chip: ChipConfig,
    /// Cards.
    #[serde(default)]
    pub card: CardConfig,
    /// Bounds of patience and repetition.
    #[serde(default)]
    pub limits: LimitsConfig,
}

/// The counter itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StationConfig {
    /// Name of the counter: 1 to 64 of A-Z a-z 0-9 . _ -.
    pub id: String,
    /// Folder of the database and keys; relative to the config file.
    pub state: PathBuf,
    /// File in which the newest journal entry is noted, if it is not `journal.head` in that folder; on another disk it is
    /// not lost together with the records. Relative to the config file.
    pub journal_head: Option<PathBuf>,
    /// Whether simulated devices may be used. Off at a production counter.
    #[serde(default)]
    pub allow_simulated: bool,
    /// Who must be there when a chip is put in force.
    #[serde(default)]
    pub activation: PresenceRule,
    /// The fingers that go on the chip, in order of preference; the first two that are captured are used.
    #[serde(default = "chip_fingers")]
    pub chip_fingers: Vec<FingerPosition>,
}

impl StationConfig {
    /// Where the records are.
    pub fn records(&self) -> Place {
        let place = Place::of(&self.state);
        Place {
            head: self.journal_head.clone().unwrap_or(place.head),
            ..place
        }
    }
}

fn chip_fingers() -> Vec<FingerPosition> {
    use FingerPosition as F;
    vec![
        F::RightIndex,
        F::LeftIndex,
        F::RightThumb,
        F::LeftThumb,
        F::RightMiddle,
        F::LeftMiddle,
        F::RightRing,
        F::LeftRing,
        F::RightLittle,
        F::LeftLittle,
    ]
}

/// The devices by role; a role that is left out does not exist.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DevicesConfig {
    /// Fingerprint scanner.
    pub scanner: Option<DeviceConfig>,
    /// Camera.
    pub camera: Option<DeviceConfig>,
    /// Card printer.
    pub printer: Option<DeviceConfig>,
    /// The reader inside the printer.
    pub encoder: Option<DeviceConfig>,
    /// The reader on the desk.
    pub desk: Option<DeviceConfig>,
    /// Socket of the PC/SC service, if it is not the system's; relative to the config file.
    pub pcscd_socket: Option<PathBuf>,
}

impl DevicesConfig {
    fn make_relative_to(&mut self, folder: &Path) {
        let devices = [
            &mut self.scanner,
            &mut self.camera,
            &mut self.printer,
            &mut self.encoder,
            &mut self.desk,
        ];
        for device in devices.into_iter().flatten() {
            if let Address::Serial(path) | Address::File(path) = &mut device.address {
                *path = folder.join(&*path).to_string_lossy().into_owned();
            }
        }
    }
}

/// One device.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceConfig {
    /// Driver name.
    pub driver: String,
    /// Where it is.
    pub address: Address,
    /// Serial number of the one unit that may be used there; without it the first one is trusted, and another one once a
    /// person has accepted it.
    pub serial: Option<String>,
}

/// Bounds of patience and repetition; spans in seconds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsConfig {
    /// Tries of one finger capture (1 to 10).
    pub finger_tries: u32,
    /// Quality from which a try is good enough (0 to 100).
    pub finger_quality: u8,
    /// 1:1 tries of one activation (1 to 10).
    pub match_tries: u32,
    /// Blanks that one order may use (1 to 10).
    pub attempts: u32,
    /// Wait for a person: finger on the sensor, card on the reader.
    pub person_seconds: u32,
    /// Wait for one card movement.
    pub move_seconds: u32,
    /// Wait for a whole print, both faces.
    pub print_seconds: u32,
    /// Room that must be free on the disk of the records before a blank is fed, in MiB.
    pub free_mib: u32,
    /// Cards that the printer may make in any hour; 0 is no limit (0 to 10,000).
    pub cards_per_hour: u32,
    /// Cards that it may make in a day; 0 is no limit (0 to 10,000).
    pub cards_per_day: u32,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            finger_tries: 3,
            finger_quality: 40,
            match_tries: 4,
            attempts: 3,
            person_seconds: 30,
            move_seconds: 30,
            print_seconds: 180,
            free_mib: 50,
            cards_per_hour: 0,
            cards_per_day: 0,
        }
    }
}

impl LimitsConfig {
    /// Wait for a person.
    pub fn person(&self) -> Duration {
        Duration::from_secs(self.person_seconds.into())
    }

    /// Wait for one card movement.
    pub fn movement(&self) -> Duration {
        Duration::from_secs(self.move_seconds.into())
    }

    /// How much the printer may do.
    pub fn duty(&self) -> Duty {
        Duty {
            per_hour: self.cards_per_hour,
            per_day: self.cards_per_day,
        }
    }

    /// Wait for a whole print.
    pub fn print(&self) -> Duration {
        Duration::from_secs(self.print_seconds.into())
    }
}

/// Why a config file is refused.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The file is not of the right form; the text names line and key.
    #[error("{path} is not a valid configuration")]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and key.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// The file of a chip profile cannot be used.
    #[error("chip.profile: {path} is not a valid profile")]
    Profile {
        /// The file.
        path: PathBuf,
        /// What is wrong, with key, value and limit.
        #[source]
        source: Box<ProfileFileError>,
    },
    /// A value is not allowed.
    #[error("{key}: {problem}")]
    Value {
        /// Which key.
        key: String,
        /// Why not.
        problem: String,
    },
}

impl Config {
    /// Reads and checks a config file, and the profile file that it names; relative paths in it are made relative to its folder.
    ///
    /// # Errors
    /// When one of them cannot be read, has an unknown key or a value that is not allowed.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = fs::read_to_string(path).map_err(|source| ConfigError::Read {
            path: path.to_owned(),
            source,
        })?;
        let mut config = Self::parse(&text, path)?;
        config.chip.read_profile()?;
        Ok(config)
    }

    /// As [`Self::load`], from text that stands for the file `path`; reads no other.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let form = |source| ConfigError::Form {
            path: path.to_owned(),
            source: Box::new(source),
        };
        let mut config: Self = toml::from_str(text).map_err(form)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        config.station.state = folder.join(&config.station.state);
        config.station.journal_head = config.station.journal_head.map(|file| folder.join(file));
        config.listen.unix = config.listen.unix.map(|socket| folder.join(socket));
        config.devices.pcscd_socket = config
            .devices
            .pcscd_socket
            .map(|socket| folder.join(socket));
        config.devices.make_relative_to(folder);
        config.chip.make_relative_to(folder);
        config.card.make_relative_to(folder);
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        self.check_station()?;
        self.listen.check()?;
        self.check_limits()?;
        let devices = &self.devices;
        check_device(
            "scanner",
            devices.scanner.as_ref(),
            DeviceClass::FingerprintScanner,
        )?;
        check_device("camera", devices.camera.as_ref(), DeviceClass::Camera)?;
        check_device(
            "printer",
            devices.printer.as_ref(),
            DeviceClass::CardPrinter,
        )?;
        check_device("encoder", devices.encoder.as_ref(), DeviceClass::CardReader)?;
        check_device("desk", devices.desk.as_ref(), DeviceClass::CardReader)
    }

    fn check_station(&self) -> Result<(), ConfigError> {
        let id = &self.station.id;
        let allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        if id.is_empty() || id.len() > 64 || !id.chars().all(allowed) {
            return Err(value("station.id", "use 1 to 64 of A-Z a-z 0-9 . _ -"));
        }
        let fingers = &self.station.chip_fingers;
        let repeated = fingers
            .iter()
            .enumerate()
            .any(|(i, finger)| fingers[..i].contains(finger));
        if fingers.len() < 2 || repeated {
            return Err(value(
                "station.chip_fingers",
                "name at least two different fingers",
            ));
        }
        Ok(())
    }

    fn check_limits(&self) -> Result<(), ConfigError> {
        let limits = &self.limits;
        let counts = [
            ("limits.finger_tries", limits.finger_tries),
            ("limits.match_tries", limits.match_tries),
            ("limits.attempts", limits.attempts),
        ];
        let spans = [
            ("limits.person_seconds", limits.person_seconds),
            ("limits.move_seconds", limits.move_seconds),
            ("limits.print_seconds", limits.print_seconds),
        ];
        if let Some((key, _)) = counts.iter().find(|(_, count)| !(1..=10).contains(count)) {
            return Err(value(key, "use 1 to 10"));
        }
        if let Some((key, _)) = spans.iter().find(|(_, span)| !(1..=3600).contains(span)) {
            return Err(value(key, "use 1 to 3600"));
        }
        let cards = [
            ("limits.cards_per_hour", limits.cards_per_hour),
            ("limits.cards_per_day", limits.cards_per_day),
        ];
        if let Some((key, _)) = cards.iter().find(|(_, cards)| *cards > 10_000) {
            return Err(value(key, "use 0 to 10000"));
        }
        if limits.finger_quality > 100 {
            return Err(value("limits.finger_quality", "use 0 to 100"));
        }
        Ok(())
    }
}

fn check_device(
    role: &str,
    device: Option<&DeviceConfig>,
    class: DeviceClass,
) -> Result<(), ConfigError> {
    let Some(device) = device else { return Ok(()) };
    let key = format!("devices.{role}.driver");
    match registry::find(&device.driver) {
        Some(driver) if driver.class == class => Ok(()),
        Some(_) => Err(value(&key, "that driver is for another class of device")),
        None => {
            let fitting = registry::DRIVERS
                .iter()
                .filter(|driver| driver.class == class);
            let names: Vec<_> = fitting.map(|driver| driver.name).collect();
            Err(value(
                &key,
                &format!("no such driver; there are: {}", names.join(", ")),
            ))
        }
    }
}

fn value(key: &str, problem: &str) -> ConfigError {
    ConfigError::Value {
        key: key.to_owned(),
        problem: problem.to_owned(),
    }
}
