package org.netfilter4j.rules.provenance;

import static org.netfilter4j.rules.provenance.Program.named;

import java.util.List;

/** The part of the table for containers and virtual networks; the special before the general. */
final class ContainerPrograms {
  private ContainerPrograms() {}

  static final List<Program> ALL =
      List.of(
          named("docker", "Docker")
              .chains(
                  "DOCKER",
                  "DOCKER-ISOLATION*",
                  "DOCKER-FORWARD",
                  "DOCKER-BRIDGE",
                  "DOCKER-CT",
                  "DOCKER-INTERNAL",
                  "DOCKER-INGRESS",
                  "DOCKER_OUTPUT",
                  "DOCKER_POSTROUTING")
              .operatorChains("DOCKER-USER")
              .forms(
                  "-A DOCKER-USER -j RETURN",
                  "-A FORWARD -o {interface} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
                  "-A FORWARD -i {interface} ! -o {interface} -j ACCEPT",
                  "-A FORWARD -i {interface} -o {interface} -j ACCEPT",
                  "-A FORWARD -i {interface} -o {interface} -j DROP",
                  "-A POSTROUTING -s {network} ! -o {interface} -j MASQUERADE",
                  "-A POSTROUTING -o {interface} -m addrtype --src-type LOCAL -j MASQUERADE",
                  "-A POSTROUTING -s {container}/32 -d {container}/32 -p {protocol} -m {protocol}"
                      + " --dport {containerPort} -j MASQUERADE",
                  "-A POSTROUTING -s {container}/128 -d {container}/128 -p {protocol} -m {protocol}"
                      + " --dport {containerPort} -j MASQUERADE",
                  "-A PREROUTING -d {container}/32 ! -i {interface} -j DROP",
                  "-A PREROUTING -d {container}/128 ! -i {interface} -j DROP")
              .readings(
                  "-A DOCKER *-p {protocol} -m * --dport {publishedPort} -j DNAT --to-destination"
                      + " {container}",
                  "-A DOCKER -d {address}/32 *-j DNAT *",
                  "-A DOCKER -d {container}/32 ! -i {interface} -o {interface} -p {protocol} -m *"
                      + " --dport {containerPort} -j ACCEPT",
                  "-A DOCKER -d {container}/128 ! -i {interface} -o {interface} -p {protocol} -m *"
                      + " --dport {containerPort} -j ACCEPT")
              .policies("filter FORWARD DROP")
              .advice(
                  "ports are published where the container is started (docker run -p, \"ports:\" of"
                      + " compose); own rules for containers belong into the chain DOCKER-USER",
                  "端口在启动容器时发布（docker run -p，或 compose 的 ports:）；针对容器的自定义规则应放入" + " DOCKER-USER 链"),
          named("kubelet", "kubelet")
              .chains(
                  "KUBE-IPTABLES-HINT",
                  "KUBE-KUBELET-CANARY",
                  "KUBE-FIREWALL",
                  "KUBE-MARK-DROP",
                  "KUBE-HOSTPORTS",
                  "KUBE-HP-*")
              .comments("kubernetes firewall for dropping marked packets")
              .advice(
                  "the kubelet makes it on each node; its configuration (makeIPTablesUtilChains)"
                      + " says whether",
                  "由各节点的 kubelet 创建，是否创建由其配置（makeIPTablesUtilChains）决定"),
          named("kube-router", "kube-router")
              .chains("KUBE-ROUTER-*", "KUBE-POD-FW-*", "KUBE-NWPLCY-*")
              .sets("KUBE-SRC-*", "KUBE-DST-*", "kube-router-*")
              .readings("*rule to * as per network policy {policy} *")
              .advice(
                  "change the NetworkPolicy (kubectl get networkpolicy -A)",
                  "修改 NetworkPolicy（kubectl get networkpolicy -A）"),
          named("kube-proxy", "kube-proxy")
              .chains("KUBE-*")
              .heirs(
                  "KUBE-SVC-*", "KUBE-SVL-*", "KUBE-EXT-*", "KUBE-FW-*", "KUBE-XLB-*", "KUBE-SEP-*")
              .sets("KUBE-*")
              .comments(
                  "kubernetes service portals",
                  "kubernetes externally-visible service portals",
                  "kubernetes health check service ports",
                  "kubernetes load balancer firewall",
                  "kubernetes postrouting rules",
                  "kubernetes forwarding rules",
                  "kubernetes service nodeports*")
              .readings(
                  "-A KUBE-SEP-* -j DNAT --to-destination {endpoint}",
                  "-A KUBE-SEP-* -j DNAT * --to-destination {endpoint}",
                  "{service}:{portName} -> {endpoint}",
                  "{service} -> {endpoint}",
                  "{service}:{portName} cluster IP",
                  "{service} cluster IP",
                  "{service}:{portName} external IP",
                  "{service} external IP",
                  "{service}:{portName} loadbalancer IP",
                  "{service} loadbalancer IP",
                  "{service}:{portName} has no *endpoints",
                  "{service} has no *endpoints",
                  "{service}:{portName} health check node port",
                  "{service} health check node port",
                  "*traffic for {service}:{portName} external destinations",
                  "*traffic for {service} external destinations",
                  "*traffic for {service}:{portName} *",
                  "*traffic for {service} *",
                  "{service}:{portName}",
                  "{service}")
              .advice(
                  "change the Service or its pods (kubectl describe service); kube-proxy writes the"
                      + " rules anew",
                  "修改 Service 或其 Pod（kubectl describe service），kube-proxy 会重写规则"),
          named("cni-portmap", "CNI portmap")
              .chains("CNI-DN-*", "CNI-SN-*", "CNI-HOSTPORT-*")
              .heirs("CNI-DN-*", "CNI-SN-*")
              .comments(
                  "CNI portfwd *", "dnat name: \"{network}\" id: \"{containerId}\"", "dnat name: *")
              .readings(
                  "-A CNI-DN-* -p {protocol} -m * --dport {hostPort} -j DNAT --to-destination"
                      + " {pod}",
                  "-A CNI-DN-* -d {address}/32 -p {protocol} -m * --dport {hostPort} -j DNAT"
                      + " --to-destination {pod}",
                  "-A CNI-DN-* -p {protocol} -m * --dport {hostPort} -j CNI-HOSTPORT-SETMARK",
                  "-A CNI-HOSTPORT-DNAT -p {protocol} * --dports {hostPort} -j CNI-DN-*",
                  "-A CNI-HOSTPORT-DNAT -p {protocol} * --dports {hostPort} * -j CNI-DN-*",
                  "dnat name: \"{network}\" id: \"{containerId}\"")
              .advice(
                  "change the hostPort of the pod, or the port that the container publishes",
                  "修改 Pod 的 hostPort，或容器发布的端口"),
          named("cni-firewall", "CNI firewall")
              .chains("CNI-FORWARD", "CNI-ISOLATION-STAGE-*")
              .operatorChains("CNI-ADMIN")
              .comments("CNI firewall plugin *")
              .readings(
                  "-A CNI-FORWARD -d {container}/32 *",
                  "-A CNI-FORWARD -s {container}/32 *",
                  "-A CNI-FORWARD -d {container}/128 *",
                  "-A CNI-FORWARD -s {container}/128 *")
              .advice(
                  "own rules for containers belong into the chain CNI-ADMIN; the plugin is"
                      + " configured in /etc/cni/net.d",
                  "针对容器的自定义规则应放入 CNI-ADMIN 链；插件配置位于 /etc/cni/net.d"),
          named("cni-masquerade", "CNI ipMasq")
              .chains("CNI-*")
              .heirs("CNI-*")
              .comments("name: \"{network}\" id: \"{containerId}\"", "name: \"*\" id: \"*\"")
              .readings(
                  "-A POSTROUTING -s {container}/32 *",
                  "-A POSTROUTING -s {container}/128 *",
                  "name: \"{network}\" id: \"{containerId}\"")
              .advice(
                  "it is made where a network of /etc/cni/net.d has \"ipMasq\": true",
                  "由 /etc/cni/net.d 中设置了 \"ipMasq\": true 的网络创建"),
          named("flannel", "flannel")
              .chains("FLANNEL-*")
              .comments("flanneld *")
              .advice(
                  "flanneld keeps it; --ip-masq and --iptables-forward-rules and net-conf.json say"
                      + " what",
                  "由 flanneld 维护，取决于 --ip-masq、--iptables-forward-rules 与 net-conf.json"),
          named("calico", "Calico")
              .chains("cali-*")
              .comments("cali:*")
              .sets("cali40*", "cali60*")
              .readings("Policy {policy} *", "*Profile {policy} *")
              .advice(
                  "change the NetworkPolicy, GlobalNetworkPolicy or profile (calicoctl get policy);"
                      + " Felix writes the rules anew",
                  "修改 NetworkPolicy、GlobalNetworkPolicy 或 profile（calicoctl get policy），Felix"
                      + " 会重写规则"),
          named("cilium", "Cilium")
              .chains("CILIUM_*", "OLD_CILIUM_*")
              .comments("cilium-feeder: *", "cilium: *", "cilium-xfrm-notrack: *")
              .advice(
                  "change the CiliumNetworkPolicy, or the cilium-config ConfigMap",
                  "修改 CiliumNetworkPolicy 或 cilium-config ConfigMap"),
          named("weave", "Weave Net")
              .chains("WEAVE", "WEAVE-*")
              .sets("weave-*")
              .advice(
                  "change the NetworkPolicy (kubectl get networkpolicy -A)",
                  "修改 NetworkPolicy（kubectl get networkpolicy -A）"),
          named("netavark", "podman (netavark)")
              .chains("NETAVARK*")
              .heirs("NETAVARK-DN-*")
              .comments(
                  "netavark *",
                  "dnat name: {network} id: {containerId}",
                  "name: {network} id: {containerId}")
              .readings(
                  "-A NETAVARK-DN-* -p {protocol} -m * --dport {publishedPort} -j DNAT"
                      + " --to-destination {container}",
                  "-A NETAVARK-DN-* -d {address}/32 -p {protocol} -m * --dport {publishedPort} -j"
                      + " DNAT --to-destination {container}",
                  "dnat name: {network} id: {containerId}",
                  "name: {network} id: {containerId}")
              .advice(
                  "ports are published where the container is started (podman run -p); podman"
                      + " network reload makes the rules again",
                  "端口在启动容器时发布（podman run -p）；podman network reload 会重新生成规则"),
          named("istio", "Istio")
              .chains("ISTIO_*")
              .advice(
                  "the sidecar's traffic.sidecar.istio.io annotations say which ports are taken",
                  "由 Pod 的 traffic.sidecar.istio.io 注解决定拦截哪些端口"),
          named("aws-vpc-cni", "AWS VPC CNI")
              .chains("AWS-SNAT-CHAIN-*", "AWS-CONNMARK-CHAIN-*")
              .comments("AWS, *")
              .advice(
                  "change the environment of the aws-node DaemonSet (AWS_VPC_K8S_CNI_EXTERNALSNAT"
                      + " …)",
                  "修改 aws-node DaemonSet 的环境变量（AWS_VPC_K8S_CNI_EXTERNALSNAT 等）"),
          named("antrea", "Antrea")
              .chains("ANTREA-*")
              .sets("ANTREA-*")
              .comments("Antrea: *")
              .advice(
                  "change the NetworkPolicy, or the antrea-config ConfigMap",
                  "修改 NetworkPolicy 或 antrea-config ConfigMap"),
          named("ovn-kubernetes", "OVN-Kubernetes")
              .chains("OVN-KUBE-*")
              .advice(
                  "change the Service; ovnkube-node writes the rules anew",
                  "修改 Service，ovnkube-node 会重写规则"),
          named("kube-ovn", "Kube-OVN")
              .chains("OVN-PREROUTING", "OVN-POSTROUTING", "OVN-NAT-*", "OVN-MASQUERADE")
              .sets("ovn40*", "ovn60*")
              .advice(
                  "change the subnet or the VPC (kubectl get subnet)",
                  "修改 subnet 或 vpc（kubectl get subnet）"),
          named("ip-masq-agent", "ip-masq-agent")
              .chains("IP-MASQ", "IP-MASQ-AGENT")
              .comments("ip-masq-agent: *")
              .advice(
                  "change the ip-masq-agent ConfigMap (nonMasqueradeCIDRs)",
                  "修改 ip-masq-agent ConfigMap（nonMasqueradeCIDRs）"),
          named("microk8s", "MicroK8s")
              .comments("generated for MicroK8s pods")
              .advice(
                  "MicroK8s makes it at start, for its pods' network", "由 MicroK8s 启动时为 Pod 网络创建"),
          named("lxd", "LXD")
              .comments("generated for LXD network {interface}", "generated for LXD *")
              .advice(
                  "change the network (lxc network edit; ipv4.nat, ipv4.firewall)",
                  "修改网络（lxc network edit，ipv4.nat、ipv4.firewall）"),
          named("incus", "Incus")
              .comments("generated for Incus network {interface}", "generated for Incus *")
              .advice(
                  "change the network (incus network edit; ipv4.nat, ipv4.firewall)",
                  "修改网络（incus network edit，ipv4.nat、ipv4.firewall）"),
          named("neutron", "OpenStack Neutron")
              .chains("neutron-*")
              .advice(
                  "change the security group or the router; its agent writes the rules anew",
                  "修改安全组或路由器，Neutron agent 会重写规则"),
          named("proxmox", "Proxmox VE firewall")
              .chains("PVEFW-*")
              .markers("PVEFW-INPUT", "PVEFW-FORWARD")
              .commonChains(
                  "GROUP-*",
                  "tap*-IN",
                  "tap*-OUT",
                  "veth*-IN",
                  "veth*-OUT",
                  "fwbr*-IN",
                  "fwbr*-OUT")
              .comments("PVESIG:*")
              .advice(
                  "change /etc/pve/firewall, or the Firewall page of the guest, the node or the"
                      + " datacenter",
                  "修改 /etc/pve/firewall，或虚拟机、节点、数据中心的防火墙页面"));
}
