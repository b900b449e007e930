#!/bin/sh
# 安装或升级申报台（Debian、Ubuntu）：在源码文件夹或解开的离线安装包里以 root 运行。
# 每一版装在 /opt/shenbao/版本 里，装好了才换过去；配置和数据一概不动。
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || fail "请先输入 sudo -i，再运行 deploy/install.sh。"
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    fail "要有 Python 3.11 或更新的版本（apt-get install python3 python3-venv）。"
"$python" -c 'import ensurepip' 2>/dev/null || fail "请先运行 apt-get install python3-venv。"

if [ -d wheels ]; then
    say "离线安装：只用本文件夹里的软件包。"
    built=$(ls wheels/shenbao-*.whl)
    version=${built#wheels/shenbao-}
    version=${version%%-*}
    source="--no-index --find-links wheels"
else
    built=.
    version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)
    source=""
fi
home=/opt/shenbao/$version-$(date +%Y%m%d%H%M%S)

id shenbao >/dev/null 2>&1 ||
    useradd --system --user-group --home-dir /var/lib/shenbao --shell /usr/sbin/nologin shenbao
install -d -m 0755 /opt/shenbao
install -d -o shenbao -g shenbao -m 0700 /var/lib/shenbao /etc/shenbao /etc/shenbao/credentials /var/backups/shenbao
install -d -o shenbao -g shenbao -m 0750 /srv/shenbao

say "正在安装 $version，约一分钟……"
trap 'rm -rf "$home"' EXIT
"$python" -m venv "$home"
# shellcheck disable=SC2086  # several words, or none
"$home/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes $source -r requirements.lock
# shellcheck disable=SC2086
"$home/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation $source "$built"
"$home/bin/shenbao" --help >/dev/null || fail "装好的程序不能运行，没有换过去，原来的不受影响。"
install -d "$home/share"
install -m 0644 docs/operations.md "$home/share/operations.md"
trap - EXIT

running=no
if [ -d /run/systemd/system ] && systemctl --quiet is-active shenbao; then
    running=yes
    systemctl stop shenbao
fi
ln -sfn "$home" /opt/shenbao/current
install -m 0755 deploy/shenbao /usr/local/bin/shenbao
if [ -d /etc/systemd/system ]; then
    install -m 0644 deploy/shenbao.service /etc/systemd/system/shenbao.service
fi
if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    if [ "$running" = yes ]; then
        systemctl start shenbao
    fi
fi
# 留着上一版，换回去只要改一个链接（docs/operations.md）；更早的删去。
# shellcheck disable=SC2012  # names of our own making
ls -1dt /opt/shenbao/*-* | tail -n +3 | xargs -r rm -rf

say "已装好 $version。"
if [ ! -e /etc/shenbao/config.toml ]; then
    say "下一步：运行 shenbao init --data /var/lib/shenbao，回答几个问题。"
fi
