import { optionHelp } from './options.ts';
import { RUN_OPTIONS } from './run-options.ts';

export const mainHelp = (): string => `weir: see what a PySpark streaming job does, without a JVM, a broker or a cluster

Usage: weir <command> [options]

Commands:
  run [options] <job.py> [job args…]   runs an unmodified PySpark job in the simulator
  check <job.py…>                       what is wrong with jobs, or seldom meant; as SARIF too
  test [path…]                          runs stream tests (*.stream-test.yaml); JUnit's XML for CI
  compare <job.py>                      the job in the simulator and on local Spark: the first difference of each micro-batch
  migrate <job.py>                      a batch job as a streaming one over Kafka, or back: the diff, and a test of the totals; --write
  new [<template> [dir]]                a complete job from a template; without one, lists them
  topics --brokers <host:port>          topics, partitions and message counts; consumer groups with their lag
  peek <topic> --brokers <host:port>    messages, without a consumer group
  produce <topic> --brokers <host:port> writes a capture or one message to a topic
  schema <topic> --brokers <host:port>  the schema of a topic's messages, as DDL, StructType or from_json code
  doctor --brokers <host:port>          which step of a connection fails, and what to do
  lag <checkpoint> --brokers <host:port>   how far a Spark query is behind its topics
  jobs --livy <url>                     jobs of a Spark cluster, from Livy and YARN; of one, why it failed
  logs <job> --livy <url>               the driver's log of a job, from its end; --follow
  progress <job> --livy <url>           what a job's streaming queries do, and what is wrong; --follow
  kill <job> --livy <url>               ends a job
  clusters                              HDInsight clusters of an Azure account; whether a job on one reaches another's brokers
  upload <file…> --to <folder>          puts files where a cluster reads them, each once
  submit <job.py|job.jar> --livy <url>  checks a job, shows what would be sent (--dry-run), and sends it to a cluster

  weir <command> --help                 each option with its default
  weir --version                        the version

Exit codes: 0 done, 1 the job failed (as Python would exit), 2 wrong use, 69 a server cannot be reached,
77 not permitted, 78 the simulator cannot run this, 130 interrupted.
`;

export const runHelp = (): string => `weir run: runs an unmodified PySpark job to its end

Usage: weir run [options] <job.py> [job args…]

stdout, what the job's own Python prints to stderr, and the exit code are those of the job. Weir's own words go to stderr,
and only with --verbose or on failure. A topic is read from --input, else from <topic>.capture.jsonl beside the job or in
captures/, else from the job's own broker.

Options:
${optionHelp(RUN_OPTIONS)}
`;
