"""Popular artefacts of Maven; of a group that is named here, every artefact counts as known."""

NAMES = """
org.springframework/spring-core org.springframework.boot/spring-boot-starter
org.springframework.security/spring-security-core
org.springframework.cloud/spring-cloud-starter org.springframework.data/spring-data-jpa
org.springframework.ai/spring-ai-core org.springframework.kafka/spring-kafka
com.fasterxml.jackson.core/jackson-databind com.fasterxml.jackson.datatype/jackson-datatype-jsr310
com.fasterxml.jackson.dataformat/jackson-dataformat-yaml com.fasterxml.jackson.module/jackson-module-kotlin
com.google.guava/guava com.google.code.gson/gson com.google.code.findbugs/jsr305 com.google.inject/guice
com.google.dagger/dagger com.google.protobuf/protobuf-java com.google.errorprone/error_prone_annotations
com.google.auto.value/auto-value com.google.auto.service/auto-service
com.google.cloud/google-cloud-storage com.google.firebase/firebase-bom com.google.android.material/material
com.google.truth/truth com.google.jimfs/jimfs com.google.googlejavaformat/google-java-format
org.apache.commons/commons-lang3 commons-io/commons-io commons-codec/commons-codec
commons-cli/commons-cli commons-logging/commons-logging commons-collections/commons-collections
commons-lang/commons-lang commons-beanutils/commons-beanutils org.apache.httpcomponents/httpclient
org.apache.httpcomponents.client5/httpclient5 org.apache.logging.log4j/log4j-core
log4j/log4j org.apache.kafka/kafka-clients org.apache.spark/spark-core_2.12
org.apache.hadoop/hadoop-common org.apache.flink/flink-core org.apache.lucene/lucene-core
org.apache.poi/poi org.apache.pdfbox/pdfbox org.apache.tika/tika-core org.apache.camel/camel-core
org.apache.maven.plugins/maven-compiler-plugin org.apache.tomcat.embed/tomcat-embed-core
org.slf4j/slf4j-api ch.qos.logback/logback-classic org.projectlombok/lombok org.mapstruct/mapstruct
org.junit.jupiter/junit-jupiter org.junit.platform/junit-platform-launcher org.junit/junit-bom
junit/junit org.mockito/mockito-core org.mockito.kotlin/mockito-kotlin org.assertj/assertj-core
org.hamcrest/hamcrest org.testng/testng org.testcontainers/testcontainers org.awaitility/awaitility
org.wiremock/wiremock com.github.tomakehurst/wiremock com.tngtech.archunit/archunit-junit5
net.jqwik/jqwik io.rest-assured/rest-assured io.cucumber/cucumber-java org.spockframework/spock-core
org.hibernate.orm/hibernate-core org.hibernate/hibernate-core org.hibernate.validator/hibernate-validator
org.flywaydb/flyway-core org.liquibase/liquibase-core org.postgresql/postgresql
com.mysql/mysql-connector-j mysql/mysql-connector-java com.h2database/h2 org.xerial/sqlite-jdbc
org.mariadb.jdbc/mariadb-java-client com.zaxxer/HikariCP org.jooq/jooq org.mybatis/mybatis
redis.clients/jedis io.lettuce/lettuce-core org.redisson/redisson org.mongodb/mongodb-driver-sync
org.elasticsearch.client/elasticsearch-rest-client co.elastic.clients/elasticsearch-java
io.netty/netty-all io.projectreactor/reactor-core io.reactivex.rxjava3/rxjava
io.reactivex.rxjava2/rxjava com.squareup.okhttp3/okhttp com.squareup.retrofit2/retrofit
com.squareup.moshi/moshi com.squareup.okio/okio com.squareup.leakcanary/leakcanary-android
com.squareup/javapoet io.ktor/ktor-server-core io.vertx/vertx-core io.micronaut/micronaut-core
io.quarkus/quarkus-core io.helidon/helidon io.dropwizard/dropwizard-core io.grpc/grpc-netty
io.micrometer/micrometer-core io.opentelemetry/opentelemetry-api io.prometheus/simpleclient
io.sentry/sentry io.swagger.core.v3/swagger-annotations io.jsonwebtoken/jjwt-api
com.auth0/java-jwt com.nimbusds/nimbus-jose-jwt org.bouncycastle/bcprov-jdk18on
org.springdoc/springdoc-openapi-starter-webmvc-ui org.jetbrains.kotlin/kotlin-stdlib
org.jetbrains.kotlinx/kotlinx-coroutines-core org.jetbrains/annotations
org.jetbrains.compose/compose-gradle-plugin org.jetbrains.exposed/exposed-core org.scala-lang/scala-library
org.codehaus.groovy/groovy org.apache.groovy/groovy org.codehaus.mojo/exec-maven-plugin
org.codehaus.janino/janino androidx.core/core-ktx androidx.appcompat/appcompat androidx.compose.ui/ui
androidx.lifecycle/lifecycle-runtime-ktx androidx.room/room-runtime androidx.navigation/navigation-compose
androidx.test/runner androidx.test.ext/junit androidx.test.espresso/espresso-core
com.android.tools.build/gradle com.github.bumptech.glide/glide io.coil-kt/coil io.insert-koin/koin-core
io.mockk/mockk io.kotest/kotest-runner-junit5 org.robolectric/robolectric com.amazonaws/aws-java-sdk-s3
software.amazon.awssdk/s3 com.azure/azure-identity com.microsoft.playwright/playwright
org.seleniumhq.selenium/selenium-java jakarta.persistence/jakarta.persistence-api
jakarta.servlet/jakarta.servlet-api jakarta.validation/jakarta.validation-api
javax.servlet/javax.servlet-api javax.annotation/javax.annotation-api
org.glassfish.jersey.core/jersey-server org.eclipse.jetty/jetty-server org.eclipse.jgit/org.eclipse.jgit
org.jsoup/jsoup org.yaml/snakeyaml org.json/json com.jayway.jsonpath/json-path com.opencsv/opencsv
com.github.ben-manes.caffeine/caffeine org.ehcache/ehcache com.hazelcast/hazelcast com.rabbitmq/amqp-client
info.picocli/picocli org.openjfx/javafx-controls org.checkerframework/checker-qual org.jspecify/jspecify
org.openrewrite/rewrite-core org.immutables/value org.modelmapper/modelmapper org.quartz-scheduler/quartz
org.thymeleaf/thymeleaf org.webjars/bootstrap dev.langchain4j/langchain4j
com.diffplug.spotless/spotless-plugin-gradle com.puppycrawl.tools/checkstyle
com.github.spotbugs/spotbugs-annotations org.jacoco/jacoco-maven-plugin
"""
