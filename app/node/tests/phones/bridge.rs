//! Three hosts on one bridge, made of network namespaces: nobody is told an address, mDNS has to find them.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, Command, Stdio},
};

use crate::cast::{BINARY, Folder, Phone, all_agree, let_in, skip};

const NAMES: [&str; 3] = ["Ana", "Beto", "Carmen"];

/// A namespace with a bridge in it, and one namespace a host; all gone with its first process.
struct Bridge {
    holder: Child,
}

impl Bridge {
    /// Builds it, or says what this machine lacks.
    fn build(hosts: usize) -> Result<Bridge, String> {
        let script = "mount -t tmpfs tmpfs /run && mkdir /run/netns && echo built && exec cat";
        let mut holder = Command::new("unshare")
            .args(["--user", "--map-root-user", "--net", "--mount", "sh", "-c", script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|wrong| format!("unshare: {wrong}"))?;
        let mut line = String::new();
        let stdout = holder.stdout.take().expect("it was piped");
        let _ = BufReader::new(stdout).read_line(&mut line);
        if line.trim() != "built" {
            let mut said = String::new();
            let _ = holder.stderr.take().expect("it was piped").read_to_string(&mut said);
            let _ = holder.wait();
            return Err(format!("no namespaces here ({})", said.trim()));
        }
        let bridge = Bridge { holder };
        bridge.run("ip link add br0 type bridge && ip link set br0 up")?;
        for host in 1..=hosts {
            bridge.run(&format!(
                "ip netns add h{host} && ip link add v{host} type veth peer name eth0 netns h{host} \
                 && ip link set v{host} master br0 up && ip -n h{host} addr add 10.77.0.{host}/24 dev eth0 \
                 && ip -n h{host} link set lo up && ip -n h{host} link set eth0 up \
                 && ip -n h{host} route add 224.0.0.0/4 dev eth0"
            ))?;
        }
        Ok(bridge)
    }

    /// A command inside.
    fn inside(&self) -> Command {
        let mut command = Command::new("nsenter");
        let target = self.holder.id().to_string();
        command.args(["--target", &target, "--user", "--net", "--mount", "--preserve-credentials", "--"]);
        command
    }

    fn run(&self, script: &str) -> Result<(), String> {
        let done =
            self.inside().args(["sh", "-c", script]).output().map_err(|wrong| format!("nsenter: {wrong}"))?;
        match done.status.success() {
            true => Ok(()),
            false => Err(format!("{script}: {}", String::from_utf8_lossy(&done.stderr).trim())),
        }
    }

    /// A phone on one of the hosts, told nothing.
    fn phone(&self, host: usize, folder: &Folder) -> Phone {
        let name = NAMES[host - 1];
        let mut command = self.inside();
        command.args(["ip", "netns", "exec", &format!("h{host}"), BINARY, "phone", "--phone"]);
        command.arg(folder.of(name));
        Phone::of(name, command)
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        // `cat` ends with its input.
        if let Some(mut stdin) = self.holder.stdin.take() {
            let _ = stdin.flush();
        }
        let _ = self.holder.wait();
    }
}

#[test]
fn three_hosts_on_one_bridge_find_each_other_and_heal_after_a_cut() {
    let name = "three_hosts_on_one_bridge_find_each_other_and_heal_after_a_cut";
    let bridge = match Bridge::build(NAMES.len()) {
        Ok(bridge) => bridge,
        Err(reason) => return skip(name, &reason.replace('\n', " ")),
    };
    let folder = Folder::new("bridge");
    let mut phones: Vec<Phone> = (1..=NAMES.len()).map(|host| bridge.phone(host, &folder)).collect();
    for phone in &mut phones {
        phone.until("counters", |counters| counters["links"] == 2);
    }
    phones[0].does("found Calle-Roble Ana");
    for n in 1..NAMES.len() {
        let (before, after) = phones.split_at_mut(n);
        let_in(&mut before[0], &mut after[0]);
    }
    phones[1].does("ask title=\"Before the cut\"");
    all_agree(&mut phones);

    bridge.run("ip link set v3 nomaster").expect("the bridge can be cut");
    phones[0].does("ask title=\"On one side\"");
    phones[2].does("ask title=\"On the other\"");
    // No farewell came through the cut: each side has to notice by itself.
    phones[2].until("nearby", |nearby| nearby["near"].as_array().is_some_and(Vec::is_empty));
    phones[0].until("nearby", |nearby| nearby["near"].as_array().is_some_and(|near| near.len() == 1));
    phones[1].does("ask title=\"Still on one side\"");
    assert_ne!(phones[0].hash(), phones[2].hash());

    bridge.run("ip link set v3 master br0").expect("the bridge can be healed");
    all_agree(&mut phones);
    assert_eq!(phones[2].cards().len(), 4);
    phones.into_iter().for_each(Phone::quit);
}
