// Package remote plays remote sessions with real processes on three machines: a client's, a server's and a specialist's. Each is a network namespace;
// on them run the real programs surety serve, surety-assist in a terminal, surety connect, and OpenSSH's and TigerVNC's own.
//
// The test runs itself once more in namespaces of mounts, processes and users (root needs no new users). There it may make networks, and nothing
// of it can stay: when the first process of it ends, however that happens, the kernel ends all others and takes the networks away. What is
// written lies in one folder, which is its /tmp and which the outer process removes.
//
// SURETY_TEST_SCP_MIB is the size of the files that are copied (1024). Where the system gives no namespaces the tests are skipped; with CI set they fail.
package remote
