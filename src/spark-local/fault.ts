/** Why a job cannot be run on local Spark, and the way out. */
export class SparkFault extends Error {
  constructor(readonly code: 'no-interpreter' | 'no-pyspark' | 'pyspark-version' | 'python-version' | 'no-java' | 'java-version' | 'no-connector', message: string, readonly hint: string) {
    super(message);
  }
}
