//! Keys and imports over HTTP, in process: who may, what is written, what the audit says, and that nothing sent to
//! `/admin/import` brings the server down.

#[path = "admin/desk.rs"]
mod desk;
#[path = "admin/files.rs"]
mod files;
#[path = "admin/keys.rs"]
mod keys;
#[path = "admin/reading.rs"]
mod reading;
#[path = "admin/running.rs"]
mod running;
