import org.apache.solr.embedded.JettyConfig;
import org.apache.solr.embedded.JettySolrRunner;

/** Serves a Solr home on 127.0.0.1: java -cp 'lib/*' SolrServer.java HOME PORT. */
public class SolrServer {
  public static void main(String[] args) throws Exception {
    JettyConfig config =
        JettyConfig.builder()
            .setContext("/solr")
            .setPort(Integer.parseInt(args[1]))
            .stopAtShutdown(true)
            .build();
    JettySolrRunner runner = new JettySolrRunner(args[0], config);
    // true: keep the port that was asked for.
    runner.start(true);
    System.out.println("Solr answers on " + runner.getBaseUrl());
    Thread.currentThread().join();
  }
}
