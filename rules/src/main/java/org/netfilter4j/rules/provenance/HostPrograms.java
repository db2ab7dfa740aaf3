package org.netfilter4j.rules.provenance;

import static org.netfilter4j.rules.provenance.Program.named;

import java.util.List;

/** The part of the table for a host's own firewalls and tools. */
final class HostPrograms {
  private HostPrograms() {}

  static final List<Program> ALL =
      List.of(
          named("nf4j-probe", "a temporary rule of nf4j", "nf4j 的临时规则")
              .comments("nf4j * until {deadline}", "nf4j * until {deadline} *")
              .advice("it goes by itself when nf4j ends or its time is over", "nf4j 结束或到期后会自动删除"),
          named("agent", "the nf4j agent", "nf4j agent")
              .chains("NF4J-*")
              .ledgers("NF4J-AGENT*")
              .sets("NF4J-*", "nf4j-tmp-*")
              .comments("nf4j-agent*")
              .advice("change the files in the agent's rules directory", "修改 agent 规则目录中的文件"),
          named("firewalld", "firewalld")
              .markers("INPUT_direct", "FORWARD_direct", "INPUT_ZONES", "PREROUTING_ZONES")
              .commonChains(
                  "INPUT_ZONES*",
                  "FORWARD_*",
                  "OUTPUT_direct",
                  "OUTPUT_POLICIES_*",
                  "INPUT_POLICIES_*",
                  "PREROUTING_*",
                  "POSTROUTING_*",
                  "RFC3964_IPv4",
                  "IN_{zone}_allow",
                  "IN_{zone}_deny",
                  "IN_{zone}_log",
                  "IN_{zone}_pre",
                  "IN_{zone}_post",
                  "IN_{zone}",
                  "FWD_{zone}_allow",
                  "FWD_{zone}_deny",
                  "FWD_{zone}_log",
                  "FWD_{zone}_pre",
                  "FWD_{zone}_post",
                  "FWD_{zone}",
                  "FWDI_{zone}",
                  "FWDO_{zone}",
                  "PRE_{zone}_allow",
                  "PRE_{zone}_deny",
                  "PRE_{zone}_log",
                  "PRE_{zone}_pre",
                  "PRE_{zone}_post",
                  "PRE_{zone}",
                  "POST_{zone}_allow",
                  "POST_{zone}_deny",
                  "POST_{zone}_log",
                  "POST_{zone}_pre",
                  "POST_{zone}_post",
                  "POST_{zone}",
                  "OUT_{zone}")
              .forms(
                  "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED* -j ACCEPT",
                  "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED* -j ACCEPT",
                  "-A OUTPUT -m conntrack --ctstate RELATED,ESTABLISHED* -j ACCEPT",
                  "-A INPUT -i lo -j ACCEPT",
                  "-A INPUT -m conntrack --ctstate INVALID -j LOG --log-prefix"
                      + " \"STATE_INVALID_DROP: \"*",
                  "-A INPUT -m conntrack --ctstate INVALID -j DROP",
                  "-A INPUT -j LOG --log-prefix \"FINAL_REJECT: \"*",
                  "-A INPUT -j REJECT --reject-with icmp*-prohibited",
                  "-A FORWARD -i lo -j ACCEPT",
                  "-A FORWARD -m conntrack --ctstate INVALID -j LOG --log-prefix"
                      + " \"STATE_INVALID_DROP: \"*",
                  "-A FORWARD -m conntrack --ctstate INVALID -j DROP",
                  "-A FORWARD -j LOG --log-prefix \"FINAL_REJECT: \"*",
                  "-A FORWARD -j REJECT --reject-with icmp*-prohibited",
                  "-A OUTPUT -o lo -j ACCEPT",
                  "-A PREROUTING -p * -m icmp6 --icmpv6-type 134 -j ACCEPT",
                  "-A PREROUTING -p * -m icmp6 --icmpv6-type 135 -j ACCEPT",
                  "-A PREROUTING -m rpfilter --validmark --invert -j *")
              .advice(
                  "change the zone (firewall-cmd --zone=ZONE --add-port=…, --permanent to keep it);"
                      + " firewall-cmd --list-all-zones shows them",
                  "修改区域（firewall-cmd --zone=区域 --add-port=…，加 --permanent 持久化）；firewall-cmd"
                      + " --list-all-zones 可查看"),
          named("ufw", "ufw")
              .chains("ufw-*", "ufw6-*")
              .policies("filter INPUT DROP", "filter FORWARD DROP", "filter OUTPUT DROP")
              .advice(
                  "change it with ufw (ufw status numbered, ufw allow …); its own rules are in"
                      + " /etc/ufw/before.rules and after.rules",
                  "用 ufw 修改（ufw status numbered、ufw allow …）；其自带规则位于 /etc/ufw/before.rules 与"
                      + " after.rules"),
          named("fail2ban", "fail2ban")
              .chains("f2b-{jail}", "fail2ban-{jail}")
              .sets("f2b-{jail}", "fail2ban-{jail}")
              .readings("-A * -s {address}/32 *", "-A * -s {address}/128 *")
              .advice(
                  "fail2ban-client set JAIL unbanip ADDRESS; jails are in /etc/fail2ban/jail.local",
                  "fail2ban-client set 监狱名 unbanip 地址；配置位于 /etc/fail2ban/jail.local"),
          named("sshguard", "sshguard")
              .chains("sshguard")
              .sets("sshguard4", "sshguard6")
              .readings("-A sshguard -s {address}/32 *", "-A sshguard -s {address}/128 *")
              .advice(
                  "sshguard lets addresses go by themselves; its whitelist is in /etc/sshguard",
                  "sshguard 会自动解封；白名单位于 /etc/sshguard"),
          named("crowdsec", "CrowdSec")
              .chains("CROWDSEC_CHAIN", "CROWDSEC_LOG")
              .sets("crowdsec-blacklists*", "crowdsec6-blacklists*")
              .advice(
                  "cscli decisions list, cscli decisions delete --ip ADDRESS",
                  "cscli decisions list、cscli decisions delete --ip 地址"),
          named("libvirt", "libvirt")
              .chains("LIBVIRT_*", "libvirt-in*", "libvirt-out", "libvirt-host-in")
              .markers("libvirt-in", "libvirt-out", "libvirt-host-in")
              .commonChains("FI-{machine}", "FO-{machine}", "HI-{machine}")
              .readings(
                  "-A LIBVIRT_* -i {interface} *",
                  "-A LIBVIRT_* -o {interface} *",
                  "-A LIBVIRT_PRT -s {network} *",
                  "-A LIBVIRT_FW* -s {network} *",
                  "-A LIBVIRT_FW* -d {network} *")
              .advice(
                  "change the network (virsh net-edit); own rules that must come first go into a"
                      + " hook script, /etc/libvirt/hooks/network",
                  "修改虚拟网络（virsh net-edit）；需要优先的自定义规则请放入 /etc/libvirt/hooks/network 脚本"),
          named("tailscale", "Tailscale")
              .chains("ts-*")
              .advice(
                  "tailscale up --netfilter-mode=nodivert or off leaves its rules out; who may"
                      + " connect is said in the tailnet's access controls",
                  "tailscale up --netfilter-mode=nodivert 或 off 可不创建规则；访问权限在 tailnet 的访问控制中设置"),
          named("networkmanager", "NetworkManager")
              .chains("nm-sh-in-{interface}", "nm-sh-fw-{interface}")
              .comments("nm-shared-{interface}")
              .advice(
                  "it shares a connection: nmcli connection modify NAME ipv4.method auto ends that",
                  "用于共享连接：nmcli connection modify 名称 ipv4.method auto 可取消"),
          named("wg-quick", "wg-quick")
              .comments("wg-quick(8) rule for {interface}")
              .advice("it goes with the tunnel (wg-quick down)", "随隧道关闭（wg-quick down）而删除"),
          named("csf", "ConfigServer Firewall")
              .markers("LOCALINPUT", "DENYIN", "LOGDROPIN")
              .commonChains(
                  "LOCALINPUT",
                  "LOCALOUTPUT",
                  "DENYIN",
                  "DENYOUT",
                  "ALLOWIN",
                  "ALLOWOUT",
                  "LOGDROPIN",
                  "LOGDROPOUT",
                  "INVALID",
                  "INVDROP",
                  "GALLOWIN",
                  "GALLOWOUT",
                  "GDENYIN",
                  "GDENYOUT",
                  "SYNFLOOD",
                  "PORTFLOOD")
              .advice(
                  "csf -d, csf -a and csf -dr ADDRESS; settings are in /etc/csf/csf.conf",
                  "csf -d、csf -a、csf -dr 地址；配置位于 /etc/csf/csf.conf"),
          named("openwrt", "OpenWrt fw3")
              .comments("!fw3*")
              .markers("zone_wan_input", "zone_lan_input")
              .commonChains(
                  "zone_{zone}_*",
                  "input_rule",
                  "output_rule",
                  "forwarding_rule",
                  "input_{zone}_rule",
                  "output_{zone}_rule",
                  "forwarding_{zone}_rule",
                  "syn_flood")
              .advice(
                  "change /etc/config/firewall; own rules go into /etc/firewall.user",
                  "修改 /etc/config/firewall；自定义规则放入 /etc/firewall.user"),
          named("miniupnpd", "miniupnpd")
              .chains("MINIUPNPD*")
              .advice(
                  "a device asked for it by UPnP; /etc/miniupnpd says who may",
                  "由设备通过 UPnP 请求；权限在 /etc/miniupnpd 中设置"),
          named("psad", "psad")
              .chains("PSAD_BLOCK_*")
              .readings("-A PSAD_BLOCK_* -s {address}/32 *")
              .advice(
                  "psad --fw-rm-block-ip ADDRESS; it is configured in /etc/psad/psad.conf",
                  "psad --fw-rm-block-ip 地址；配置位于 /etc/psad/psad.conf"));
}
