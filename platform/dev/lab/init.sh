#!/bin/bash
# The first process of the radio lab, in a user-mode kernel whose root is the machine's own, read-only. Lays a file system
# in memory over it, runs the tests there and ends the kernel. Its words come on the kernel's command line: lab_out (a
# folder of the machine for what comes out), lab_program (the tests), lab_python, lab_air and lab_words for them.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
if [ -z "$LAB_STAGE" ]; then
  mount -t proc proc /proc
  eval "$(tr ' ' '\n' < /proc/cmdline | grep ^lab_)"
  mount -t tmpfs -o mode=755 tmpfs /mnt
  mkdir -p /mnt/upper /mnt/work /mnt/root
  mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work overlay /mnt/root || busybox poweroff -f
  cd /mnt/root || busybox poweroff -f
  mkdir -p proc sys dev run
  mount --move /proc proc
  mount -t sysfs sys sys
  mount -t devtmpfs dev dev
  mount -t tmpfs run run
  mkdir -p run/out dev/pts dev/shm
  mount -t devpts devpts dev/pts
  mount -t tmpfs shm dev/shm
  mount -t tmpfs bluetooth var/lib/bluetooth
  mount -t hostfs none run/out -o "$lab_out"
  LAB_STAGE=2 exec chroot /mnt/root /bin/bash "$0"
fi
eval "$(tr ' ' '\n' < /proc/cmdline | grep ^lab_)"
# This kernel gathers no entropy by itself, and everybody who asks for some would wait for ever: RNDADDENTROPY with 64
# bytes that the machine gave.
perl -e 'open(F,"<","/run/out/seed");read(F,$b,64);open(R,">","/dev/random");ioctl(R,0x40085203,pack("iia64",512,64,$b)) or die $!'
ip link set lo up
export TEQUIO_LAB=/run/out TEQUIO_LAB_PYTHON=$lab_python TEQUIO_LAB_AIR=$lab_air
setsid "$lab_program" --test-threads=1 --nocapture ${lab_words//,/ } > /run/out/log 2>&1 < /dev/null
echo $? > /run/out/code
dmesg > /run/out/kernel.log
busybox poweroff -f
