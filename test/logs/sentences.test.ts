// What programs say of their election, and what other systems say of theirs: the words of each are facts of its source, the names ours.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readLine } from '../../src/logs/read-line.ts';

type Row = readonly [line: string, event: string | null, identity?: string | null, lease?: string | null];

const OWN: Readonly<Record<string, readonly Row[]>> = {
  'kube-vip': [
    [
      'time="2024-04-30T15:28:05Z" level=info msg="Node [cp-1] is assuming leadership of the cluster"',
      'observed-new-leader',
      'cp-1',
    ],
    ['time="2024-04-30T15:28:05Z" level=info msg="new leader elected: cp-3"', 'observed-new-leader', 'cp-3'],
    ['time="2024-04-30T15:28:05Z" level=fatal msg="lost leadership, restarting kube-vip"', 'lost'],
    ['time="2024-04-30T15:28:05Z" level=info msg="This node is assuming leadership of the cluster"', 'acquired'],
  ],
  'ingress-nginx': [
    ['I0330 13:09:13.516781       9 status.go:84] "I am the new leader"', 'acquired'],
    ['I0330 13:09:13.516781       9 status.go:196] I am the new status update leader', 'acquired'],
    ['I0330 13:09:13.516781       9 status.go:88] "I am not leader anymore"', 'lost'],
    ['I0330 13:09:13.516781       9 status.go:200] I am not status update leader anymore', 'lost'],
    [
      'I0330 13:09:13.516781       9 status.go:85] "New leader elected" identity="ingress-nginx-controller-abcde"',
      'observed-new-leader',
      'ingress-nginx-controller-abcde',
    ],
  ],
  'CSI sidecars': [
    [
      'I0502 10:11:12.345678       1 leader_election.go:184] new leader detected, current leader: csi-provisioner-0',
      'observed-new-leader',
      'csi-provisioner-0',
    ],
    ['I0502 10:11:12.345678       1 leader_election.go:178] became leader, starting', 'acquired'],
    [
      'I0502 10:11:12.345678       1 leader_election.go:190] "New leader detected" leader="csi-provisioner-0"',
      'observed-new-leader',
      'csi-provisioner-0',
    ],
    ['F0502 10:11:12.345678       1 leader_election.go:182] stopped leading', 'lost'],
    ['E0502 10:11:12.345678       1 leader_election.go:182] "Stopped leading"', 'lost'],
  ],
  'controller manager and scheduler': [
    ['F0325 11:08:47.205929       1 controllermanager.go:294] leaderelection lost', 'lost'],
    ['E0325 11:08:47.205929       1 server.go:330] "Leaderelection lost"', 'lost'],
    ['E0325 11:08:47.205929       1 controllermanager.go:361] "migration leaderelection lost"', 'lost'],
    ['F0325 11:08:47.205929       1 main.go:430] lost master', 'lost'],
    [
      'I0502 10:11:12.345678       1 event.go:291] "Event occurred" object="kube-system/kube-scheduler" kind="Lease" apiVersion="coordination.k8s.io/v1" type="Normal" reason="LeaderElection" message="cp-1_3f0a2c1e stopped leading"',
      'lost',
      'cp-1_3f0a2c1e',
      'kube-system/kube-scheduler',
    ],
    [
      `I0502 10:11:12.345678       1 event.go:281] Event(v1.ObjectReference{Kind:"Endpoints", Namespace:"kube-system", Name:"kube-scheduler", UID:"", APIVersion:"v1", ResourceVersion:"562", FieldPath:""}): type: 'Normal' reason: 'LeaderElection' cp-1_3f0a2c1e became leader`,
      'acquired',
      'cp-1_3f0a2c1e',
      'kube-system/kube-scheduler',
    ],
  ],
  'controller-runtime': [
    [
      '{"level":"debug","ts":"2026-05-02T10:11:12Z","logger":"events","msg":"manager-abc_3f0a became leader","type":"Normal","object":{"kind":"Lease","namespace":"a","name":"b.example.com","uid":"1","apiVersion":"coordination.k8s.io/v1","resourceVersion":"9"},"reason":"LeaderElection"}',
      'acquired',
      'manager-abc_3f0a',
      'a/b.example.com',
    ],
    [
      '{"level":"error","ts":"2026-05-02T10:11:12Z","logger":"setup","msg":"problem running manager","error":"leader election lost","stacktrace":"main.main"}',
      'lost',
    ],
    [
      '{"level":"error","ts":"2026-05-02T10:11:12Z","logger":"setup","msg":"unable to run the manager","error":"failed to run: leader election lost"}',
      'lost',
    ],
    ['2025-04-25T01:15:12.148Z\tERROR\tsetup\tproblem running manager\t{"error": "leader election lost"}', 'lost'],
    ['Error: leader election lost', 'lost'],
    ['{"level":"info","ts":"2026-05-02T10:11:12Z","msg":"Stopping and waiting for leader election runnables"}', null],
  ],
  cilium: [
    ['level=info msg="Leading the operator HA deployment" subsys=cilium-operator-generic', 'acquired'],
    [
      'level=info msg="Leader election lost" operator-id=worker-1-abc subsys=cilium-operator-generic',
      'lost',
      'worker-1-abc',
    ],
    [
      'level=info msg="Leader re-election complete" newLeader=worker-2-xyz operatorID=worker-1-abc subsys=cilium-operator-generic',
      'observed-new-leader',
      'worker-2-xyz',
    ],
    [
      'level=info msg="Operator with ID \\"worker-2-xyz\\" elected as new leader" operator-id=worker-1-abc',
      'observed-new-leader',
      'worker-2-xyz',
    ],
    ['level=error msg="Failed to update lock: etcdserver: request timed out" subsys=klog', 'lock-error'],
  ],
  kyverno: [
    [
      'I0502 10:11:12.345678       1 leaderelection.go:73] LeaderElection "msg"="leadership lost, stopped leading" "id"="kyverno-1" "name"="kyverno" "namespace"="kyverno"',
      'lost',
      'kyverno-1',
    ],
    [
      'I0502 10:11:12.345678       1 leaderelection.go:83] LeaderElection "msg"="another instance has been elected as leader" "current id"="kyverno-1" "leader"="kyverno-2"',
      'observed-new-leader',
      'kyverno-2',
    ],
    [
      '2024-05-05T02:04:50Z INF k8s.io/client-go@v0.31.1/tools/leaderelection/leaderelection.go:254 > attempting to acquire leader lease kyverno/kyverno... logger=klog v=0',
      'attempting',
      null,
      'kyverno/kyverno',
    ],
    [
      '2024-05-05T02:04:50Z INF k8s.io/client-go@v0.31.1/tools/leaderelection/leaderelection.go:268 > successfully acquired lease kyverno/kyverno logger=klog v=0',
      'acquired',
      null,
      'kyverno/kyverno',
    ],
  ],
  istio: [
    [
      '2024-07-25T20:12:54.361819Z\tinfo\tklog\tsuccessfully acquired lease istio-system/istio-leader',
      'acquired',
      null,
      'istio-system/istio-leader',
    ],
    [
      '2024-07-25T20:12:54.361957Z\tinfo\tleader election lock obtained: istio-gateway-status-leader',
      'acquired',
      null,
      'istio-gateway-status-leader',
    ],
    [
      '2024-07-25T20:12:54.361957Z\tinfo\tleader election lock lost: istio-status-leader',
      'lost',
      null,
      'istio-status-leader',
    ],
    ['2024-07-25T20:12:54.361957Z\tinfo\tLeader election cycle 3 lost. Trying again', 'lost'],
  ],
  knative: [
    [
      '{"severity":"INFO","timestamp":"2024-07-25T20:12:54.36Z","logger":"controller","caller":"leaderelection/context.go:161","message":"\\"controller-abc_1f\\" has started leading \\"controller.route.00-of-01\\""}',
      'acquired',
      'controller-abc_1f',
      'controller.route.00-of-01',
    ],
    [
      '{"severity":"INFO","timestamp":"2024-07-25T20:12:54.36Z","logger":"controller","message":"\\"controller-abc_1f\\" has stopped leading \\"controller.route.00-of-01\\""}',
      'lost',
      'controller-abc_1f',
      'controller.route.00-of-01',
    ],
  ],
  'argo-rollouts': [
    [
      'time="2023-10-31T17:41:11Z" level=fatal msg="OnStoppedLeading called, shutting down: argo-rollouts-1_2, context err: context canceled"',
      'lost',
      'argo-rollouts-1_2',
    ],
  ],
  'operator-sdk leader for life': [
    ['{"level":"info","ts":1558257945.902715,"logger":"leader","msg":"Continuing as the leader."}', 'acquired'],
    ['{"level":"info","ts":1558257945.902715,"logger":"leader","msg":"Not the leader. Waiting."}', 'attempting'],
    [
      '{"level":"info","ts":1558257945.902715,"logger":"leader","msg":"Found existing lock with my name. I was likely restarted."}',
      null,
    ],
  ],
  'the Python client': [
    ['INFO:root:candidate-7 successfully acquired lease', 'acquired', 'candidate-7'],
    ['INFO:root:candidate-7 is a follower', null],
    [
      'INFO:root:yet to finish lease_duration, lease held by candidate-7 and has not expired',
      'not-expired',
      'candidate-7',
    ],
    ['INFO:root:Leader has switched to candidate-8', 'observed-new-leader', 'candidate-8'],
    ['INFO:root:candidate-7 failed to acquire lease', 'attempting', 'candidate-7'],
  ],
  "fabric8's client": [
    [
      "2024-05-05 02:04:50 DEBUG LeaderElector:120 - Attempting to acquire leader lease 'LeaseLock: kafka - strimzi-lease (strimzi-0)'...",
      'attempting',
      'strimzi-0',
      'kafka/strimzi-lease',
    ],
    [
      "2024-05-05 02:04:50 DEBUG LeaderElector:128 - Acquired lease 'LeaseLock: kafka - strimzi-lease (strimzi-0)'",
      'acquired',
      'strimzi-0',
      'kafka/strimzi-lease',
    ],
    [
      '2024-05-05 02:04:50 DEBUG LeaderElector:199 - Leader changed from null to strimzi-0',
      'observed-new-leader',
      'strimzi-0',
    ],
  ],
  others: [
    [
      'I0502 10:11:12.345678       1 elector.go:80] became leader, holding Lease tenant/router as "router-7"',
      'acquired',
      null,
      'tenant/router',
    ],
    ['I0502 10:11:12.345678       1 elector.go:80] Became leader: labeler-7', 'acquired', 'labeler-7'],
    [
      'I0502 10:11:12.345678       1 elector.go:80] standing by; current leader is labeler-7',
      'observed-new-leader',
      'labeler-7',
    ],
    [
      '{"time":"2024-05-05T02:04:50Z","level":"INFO","msg":"broker: sweeper lost leadership","identity":"b-1"}',
      'lost',
      'b-1',
    ],
    [
      '{"time":"2024-05-05T02:04:50Z","level":"INFO","msg":"broker: sweeper observing new leader","leader":"b-2","self":"b-1"}',
      'observed-new-leader',
      'b-2',
    ],
    [
      '{"time":"2024-05-05T02:04:50Z","level":"INFO","msg":"Another instance has been elected as leader: flagger-2"}',
      'observed-new-leader',
      'flagger-2',
    ],
    ['{"time":"2024-05-05T02:04:50Z","level":"INFO","msg":"Acting as elected leader"}', 'acquired'],
    ['level=INFO msg="Became leader: pod-abc12" identity=pod-abc12', 'acquired', 'pod-abc12'],
    ['[FATAL] leaderelection lost for rke2-etcd', 'lost', null, 'rke2-etcd'],
    [
      '{"level":"info","component":"virt-controller","msg":"Attempting to acquire leader status","timestamp":"2024-05-05T02:04:50Z"}',
      'attempting',
    ],
    ['I0502 10:11:12.345678       1 main.go:99] released lease', 'released'],
    [
      'time="2024-05-05T02:04:50Z" level=info msg="elected as leader, triggering rebuild" context=event-handler',
      'acquired',
    ],
    [
      '12m  Normal  LeaderElection  lease/kube-scheduler  cp-1_3f0a2c1e became leader',
      'acquired',
      'cp-1_3f0a2c1e',
      'kube-scheduler',
    ],
  ],
};

const OTHER_SYSTEMS: readonly string[] = [
  '{"level":"info","ts":"2026-03-19T20:48:51.001658Z","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"8e9e05c52164694d became leader at term 3"}',
  '{"level":"info","ts":"2026-03-19T20:48:51.001658Z","logger":"raft","msg":"raft.node: 8e9e05c52164694d elected leader 8e9e05c52164694d at term 3"}',
  '2021-08-29T09:28:32.807Z [INFO]  agent.server: cluster leadership acquired',
  '2021-08-29T09:28:32.807Z [INFO]  nomad: cluster leadership lost',
  'time="2016-02-02T02:12:32Z" level=info msg="Leader Election: Cluster leadership lost"',
  'time="2016-02-02T02:12:32Z" level=info msg="New leader elected: 10.0.0.160:4000"',
  'time="2021-12-04T05:08:07.036909357Z" level=info msg="leader is established." instance=dapr-placement-server-0 scope=dapr.placement',
  'time="2021-12-04T05:08:07.036850257Z" level=info msg="cluster leadership acquired" instance=dapr-placement-server-0 scope=dapr.placement',
  '{"level":"INFO","msg":"became leader","node":"ctrl-1","term":3}',
  '{"event":"leader.acquired","msg":"Became leader epoch=1"}',
  '[2024-05-05 02:04:50,123] INFO [Controller id=1] 1 successfully elected as the controller. Epoch incremented to 3 (kafka.controller.KafkaController)',
  '[2024-05-05 02:04:50,123] INFO [Partition topic-0 broker=1] New leader elected: 2 (kafka.cluster.Partition)',
  '2024-05-05 02:04:50,123 [myid:1] - INFO  [QuorumPeer[myid=1]:Leader@581] - LEADING - LEADER ELECTION TOOK - 233 MS',
  '[7] 2024/05/05 02:04:50.123456 [INF] JetStream cluster new metadata leader: nats-0/nats',
  '2024-05-05 02:04:50,123 INFO: promoted self to leader by acquiring session lock',
  '2024-05-05 02:04:50,123 INFO: acquired session lock as a leader',
  '2024-05-05 02:04:50,123 INFO: no action. I am (pg-0), a secondary, and following a leader (pg-1)',
  '2043:X 07 Aug 2021 21:38:46.179 # +elected-leader master mymaster 172.16.0.212 6379',
  'E0502 10:11:12.345678    1140 controller.go:195] "Failed to update lease" err="Put \\"https://10.0.0.1:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-1?timeout=10s\\": context deadline exceeded"',
  'E0502 10:11:12.345678    1140 controller.go:145] "Failed to ensure lease exists, will retry" err="leases.coordination.k8s.io \\"node-1\\" is forbidden" interval="400ms"',
  'I0502 10:11:12.345678    1140 controller.go:178] failed to update node lease, error: Operation cannot be fulfilled on leases.coordination.k8s.io "node-1": the object has been modified',
  'I0502 10:11:12.345678       1 trace.go:236] Trace[1]: "Update" url:/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler,user-agent:kube-scheduler/v1.30.0 (linux/amd64) kubernetes/leader-election,verb:PUT (total time: 1535ms):',
  '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"RequestResponse","stage":"ResponseComplete","requestURI":"/apis/coordination.k8s.io/v1/namespaces/a/leases/b","verb":"update","userAgent":"manager/leader-election","responseObject":{"message":"x became leader","reason":"LeaderElection"}}',
  'role.rbac.authorization.k8s.io/beskar7-leader-election-role created',
  'rolebinding.rbac.authorization.k8s.io/leader-election-rolebinding unchanged',
  'dhclient[611]: bound to 10.0.2.15 -- renewal in 40000 seconds.',
  'Feb 17 19:05:31 host dhcpcd[611]: eth0: failed to renew lease, rebinding',
  'Feb 17 19:05:31 host systemd-networkd[611]: eth0: DHCPv4 lease lost',
  'Feb 17 19:05:31 host NetworkManager[611]: <info>  dhcp4 (eth0): lease acquired',
  'E0502 10:11:12.345678       1 main.go:99] failed to renew lease for blob partition 3: the lease is gone',
  'I0502 10:11:12.345678       1 main.go:99] Skipping leader election',
  'I0502 10:11:12.345678       1 leaderelection.go:300] successfully renewed lease kube-system/kube-scheduler',
  'W0502 10:11:12.345678       1 queue.go:99] ignoring placement after dequeue due to lost leadership',
  'I0502 10:11:12.345678       1 main.go:99] waiting until this instance is the leader before starting workers',
  'I0502 10:11:12.345678       1 main.go:99] If leader election lost the process exits',
];

for (const [program, rows] of Object.entries(OWN)) {
  describe(`a line of ${program}`, () => {
    for (const [line, event, identity = null, lease = null] of rows) {
      it(`is read: ${line.slice(0, 150)}`, () => {
        const { event: read, identity: who, lease: lock } = readLine(line);
        assert.deepEqual({ event: read, identity: who, lease: lock }, { event, identity, lease });
      });
    }
  });
}

describe('a line of another system, or of no election', () => {
  for (const line of OTHER_SYSTEMS) {
    it(`is no event: ${line.slice(0, 150)}`, () => {
      assert.equal(readLine(line).event, null);
    });
  }
});
