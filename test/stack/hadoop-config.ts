/** The files by which a YARN of one machine, Livy and Spark find each other; every server on the loopback only. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface YarnPorts { rm: number; scheduler: number; tracker: number; admin: number; rmWeb: number; nm: number; localizer: number; nmWeb: number; history: number; historyWeb: number; historyAdmin: number }

/** User that the cluster's jobs run as, as on HDInsight; a name only: no account of the machine. */
export const LIVY_USER = 'livy';

const configuration = (properties: Record<string, string>): string => `<?xml version="1.0"?>\n<configuration>\n${Object.entries(properties)
  .map(([name, value]) => `<property><name>${name}</name><value>${value.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</value></property>`).join('\n')}\n</configuration>\n`;

/** Writes Hadoop's configuration into `folder`/hadoop-conf and returns that path. */
export async function writeHadoopConf(folder: string, ports: YarnPorts, memoryMb: number): Promise<string> {
  const conf = join(folder, 'hadoop-conf'), at = (port: number): string => `127.0.0.1:${port}`;
  await mkdir(conf, { recursive: true });
  await writeFile(join(conf, 'core-site.xml'), configuration({
    'fs.defaultFS': 'file:///',
    'hadoop.tmp.dir': join(folder, 'tmp'),
    'hadoop.http.staticuser.user': LIVY_USER,
    [`hadoop.proxyuser.${LIVY_USER}.hosts`]: '*',
    [`hadoop.proxyuser.${LIVY_USER}.groups`]: '*',
  }));
  await writeFile(join(conf, 'yarn-site.xml'), configuration({
    'yarn.resourcemanager.hostname': '127.0.0.1',
    'yarn.resourcemanager.address': at(ports.rm),
    'yarn.resourcemanager.scheduler.address': at(ports.scheduler),
    'yarn.resourcemanager.resource-tracker.address': at(ports.tracker),
    'yarn.resourcemanager.admin.address': at(ports.admin),
    'yarn.resourcemanager.webapp.address': at(ports.rmWeb),
    'yarn.resourcemanager.nodemanagers.heartbeat-interval-ms': '250',
    'yarn.resourcemanager.recovery.enabled': 'true',
    'yarn.resourcemanager.store.class': 'org.apache.hadoop.yarn.server.resourcemanager.recovery.FileSystemRMStateStore',
    'yarn.resourcemanager.fs.state-store.uri': `file://${join(folder, 'rm-state')}`,
    'yarn.resourcemanager.work-preserving-recovery.scheduling-wait-ms': '1000',
    // A client that finds no ResourceManager asks again soon, not in half a minute.
    'yarn.resourcemanager.connect.retry-interval.ms': '1000',
    'yarn.nodemanager.hostname': '127.0.0.1',
    'yarn.nodemanager.bind-host': '127.0.0.1',
    'yarn.nodemanager.address': at(ports.nm),
    'yarn.nodemanager.localizer.address': at(ports.localizer),
    'yarn.nodemanager.webapp.address': at(ports.nmWeb),
    'yarn.nodemanager.resource.memory-mb': String(memoryMb),
    'yarn.nodemanager.resource.cpu-vcores': '8',
    'yarn.nodemanager.pmem-check-enabled': 'false',
    'yarn.nodemanager.vmem-check-enabled': 'false',
    'yarn.nodemanager.local-dirs': join(folder, 'nm-local'),
    'yarn.nodemanager.log-dirs': join(folder, 'nm-logs'),
    'yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage': '99.5',
    'yarn.nodemanager.env-whitelist': 'JAVA_HOME,HADOOP_CONF_DIR,PATH,LANG,TZ',
    'yarn.nodemanager.delete.debug-delay-sec': '0',
    'yarn.scheduler.minimum-allocation-mb': '128',
    'yarn.log-aggregation-enable': 'true',
    'yarn.nodemanager.remote-app-log-dir': join(folder, 'app-logs'),
    'yarn.log.server.url': `http://${at(ports.historyWeb)}/jobhistory/logs`,
  }));
  await writeFile(join(conf, 'mapred-site.xml'), configuration({
    'mapreduce.jobhistory.address': at(ports.history),
    'mapreduce.jobhistory.admin.address': at(ports.historyAdmin),
    'mapreduce.jobhistory.webapp.address': at(ports.historyWeb),
    'yarn.app.mapreduce.am.staging-dir': join(folder, 'mapred-staging'),
  }));
  await writeFile(join(conf, 'capacity-scheduler.xml'), configuration({
    'yarn.scheduler.capacity.root.queues': 'default',
    'yarn.scheduler.capacity.root.default.capacity': '100',
    'yarn.scheduler.capacity.maximum-am-resource-percent': '1.0',
    'yarn.scheduler.capacity.resource-calculator': 'org.apache.hadoop.yarn.util.resource.DefaultResourceCalculator',
  }));
  await writeFile(join(conf, 'log4j.properties'), 'log4j.rootLogger=INFO, out\nlog4j.appender.out=org.apache.log4j.ConsoleAppender\nlog4j.appender.out.layout=org.apache.log4j.PatternLayout\nlog4j.appender.out.layout.ConversionPattern=%d{HH:mm:ss} %p %c{1}: %m%n\n');
  return conf;
}

/** What a cluster gives every Spark job that says nothing else; in `folder`/spark-conf. */
export async function writeSparkConf(folder: string, spark: { home: string; python: string }): Promise<string> {
  const conf = join(folder, 'spark-conf'), events = join(folder, 'spark-events');
  await mkdir(conf, { recursive: true });
  await mkdir(events, { recursive: true });
  const lean = '-XX:+UseSerialGC -XX:TieredStopAtLevel=1';
  const defaults = {
    // The jars of this machine, instead of 300 MB that are packed and copied for every job.
    'spark.yarn.jars': `local:${join(spark.home, 'jars')}/*`,
    'spark.yarn.stagingDir': `file://${join(folder, 'staging')}`,
    'spark.yarn.appMasterEnv.PYSPARK_PYTHON': spark.python,
    'spark.yarn.appMasterEnv.SPARK_LOCAL_IP': '127.0.0.1',
    'spark.executorEnv.SPARK_LOCAL_IP': '127.0.0.1',
    'spark.driver.memory': '512m',
    'spark.driver.memoryOverhead': '128m',
    'spark.executor.memory': '512m',
    'spark.executor.memoryOverhead': '128m',
    'spark.executor.instances': '1',
    'spark.executor.cores': '1',
    'spark.sql.shuffle.partitions': '2',
    'spark.driver.extraJavaOptions': lean,
    'spark.executor.extraJavaOptions': lean,
    'spark.eventLog.enabled': 'true',
    'spark.eventLog.dir': `file://${events}`,
    'spark.history.fs.logDirectory': `file://${events}`,
    'spark.history.fs.update.interval': '2s',
  };
  await writeFile(join(conf, 'spark-defaults.conf'), Object.entries(defaults).map(([name, value]) => `${name} ${value}\n`).join(''));
  await writeFile(join(conf, 'log4j2.properties'), [
    'rootLogger.level = info', 'rootLogger.appenderRef.stdout.ref = console',
    'appender.console.type = Console', 'appender.console.name = console', 'appender.console.target = SYSTEM_ERR',
    'appender.console.layout.type = PatternLayout', 'appender.console.layout.pattern = %d{yy/MM/dd HH:mm:ss} %p %c{1}: %m%n%ex', '',
  ].join('\n'));
  return conf;
}
