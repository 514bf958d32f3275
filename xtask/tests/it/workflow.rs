//! The days of the workflow `spec-drift`, played with its own shell against a bare repository.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

/// Plays GitHub: `open` is there while a pull request is, `body` is its text, `edits` has a line per change.
const GH: &str = r#"#!/bin/bash
set -e
[ "$1" = auth ] && exit
if [ "$2" = list ]; then
  if [ -e "$HUB/open" ]; then echo 1; else echo 0; fi
  exit
fi
echo "$2" >> "$HUB/edits"
touch "$HUB/open"
while [ "$1" != --body-file ]; do shift; done
cp "$2" "$HUB/body"
"#;

/// Plays the tasks: a document is a line per answer, and `regenerate` stops at each that is new.
const CARGO: &str = r#"#!/bin/bash
set -e
before=$(cat spec/vendor.json)
cp "$HUB/live" spec/vendor.json
[ "$2" = fetch ] && exit
while read -r line; do
  if ! grep -qxF "$line" <<< "$before"; then echo "see $line"; stops=yes; fi
done < spec/vendor.json
[ -z "$stops" ] || exit 1
cp spec/vendor.json spec/stocktrim.json
"#;

/// GitHub, StockTrim and a runner.
struct World {
    folder: TempDir,
    follow: String,
}

impl World {
    /// A repository that follows a document of one line.
    fn new() -> Self {
        let text = include_str!("../../../.github/workflows/spec-drift.yml");
        let workflow = xtask::document::read(text).unwrap();
        let steps = workflow["jobs"]["drift"]["steps"].as_array().unwrap();
        let follow = steps.iter().find(|step| step["name"] == "Follow").unwrap();
        let world = Self {
            folder: tempfile::tempdir().unwrap(),
            follow: follow["run"].as_str().unwrap().to_owned(),
        };
        for (name, program) in [("gh", GH), ("cargo", CARGO)] {
            let path = world.path("bin").join(name);
            fs::create_dir_all(world.path("bin")).unwrap();
            fs::write(&path, program).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        world.write("report.md", "The report.\n");
        world.run("", "git init --quiet --bare --initial-branch main hub.git");
        world.commit(
            "main",
            "mkdir spec && touch spec/vendor.lock.toml && tee spec/vendor.json spec/stocktrim.json <<< first",
        );
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// Runs a script as the workflow does, in a folder.
    fn run(&self, folder: &str, script: &str) -> String {
        let path = std::env::var("PATH").unwrap();
        let output = Command::new("bash")
            .args(["-e", "-c", script])
            .current_dir(self.path(folder))
            .env("PATH", format!("{}:{path}", self.path("bin").display()))
            .env("HUB", self.folder.path())
            .env("RUNNER_TEMP", self.folder.path())
            .env("BRANCH", "spec-drift")
            .env("GITHUB_REF_NAME", "main")
            .env("HOME", self.folder.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script}\n{said}{complaint}");
        said
    }

    /// A fresh clone, as a runner has it.
    fn clone(&self) -> &'static str {
        let _ = fs::remove_dir_all(self.path("clone"));
        self.run("", "git clone --quiet hub.git clone 2>&1");
        "clone"
    }

    /// What somebody commits to a branch.
    fn commit(&self, branch: &str, script: &str) {
        let folder = self.clone();
        let switch = format!("git switch --quiet {branch} || git switch --quiet --create {branch}");
        self.run(folder, &format!("({switch}) 2> /dev/null"));
        let who = "-c user.name=somebody -c user.email=somebody@example.org";
        self.run(
            folder,
            &format!("{script}\ngit add . && git {who} commit --quiet --message work && git push --quiet origin {branch}"),
        );
    }

    /// A day on which StockTrim's document has these lines.
    fn day(&self, live: &str) {
        self.write("live", live);
        let folder = self.clone();
        self.run(folder, &self.follow);
    }

    /// A file of the branch.
    fn on_branch(&self, name: &str) -> String {
        self.run("hub.git", &format!("git show spec-drift:{name}"))
    }

    fn tip(&self) -> String {
        self.run("hub.git", "git rev-parse spec-drift")
    }

    /// What has been done to pull requests.
    fn edits(&self) -> Vec<String> {
        self.read("edits").lines().map(str::to_owned).collect()
    }
}

#[test]
fn the_first_day_opens_a_pull_request_that_says_what_to_look_at() {
    let world = World::new();
    world.day("first\nsecond\n");
    assert_eq!(world.edits(), ["create"]);
    assert_eq!(world.on_branch("spec/vendor.json"), "first\nsecond\n");
    let body = world.read("body");
    for due in ["The report.", "see second", "Close and reopen"] {
        assert!(body.contains(due), "{due} is not in\n{body}");
    }
}

#[test]
fn a_day_without_news_leaves_branch_and_pull_request_alone() {
    let world = World::new();
    world.day("first\nsecond\n");
    let (tip, body) = (world.tip(), world.read("body"));
    world.day("first\nsecond\n");
    assert_eq!(world.edits(), ["create"]);
    assert_eq!((world.tip(), world.read("body")), (tip, body));
    assert_eq!(world.on_branch("spec/stocktrim.json"), "first\n");
}

#[test]
fn news_are_told_with_all_that_changed_since_main_and_keep_what_was_mended() {
    let world = World::new();
    world.day("first\nsecond\n");
    world.commit("spec-drift", "echo mended > spec/overlay.yaml");
    world.day("first\nsecond\nthird\n");
    assert_eq!(world.edits(), ["create", "edit"]);
    let body = world.read("body");
    assert!(body.contains("see second\nsee third"), "{body}");
    assert_eq!(world.on_branch("spec/overlay.yaml"), "mended\n");
}

#[test]
fn a_branch_whose_pull_request_is_merged_starts_anew_from_main() {
    let world = World::new();
    world.day("first\nsecond\n");
    let merged = "tee spec/vendor.json spec/stocktrim.json <<< $'first\\nsecond'";
    world.commit("main", &format!("{merged}; echo new > spec/behaviour.md"));
    fs::remove_file(world.path("open")).unwrap();
    world.day("first\nsecond\nthird\n");
    assert_eq!(world.edits(), ["create", "create"]);
    assert_eq!(world.on_branch("spec/behaviour.md"), "new\n");
    let commits = world.run("hub.git", "git rev-list --count main..spec-drift");
    assert_eq!(commits, "1\n");
    let body = world.read("body");
    assert!(
        body.contains("see third") && !body.contains("see second"),
        "{body}"
    );
}
