"""Popular packages of NuGet."""

NAMES = """
Newtonsoft.Json System.Text.Json Serilog Serilog.AspNetCore Serilog.Sinks.Console
Serilog.Sinks.File Serilog.Sinks.Seq Serilog.Extensions.Logging Serilog.Settings.Configuration
NLog NLog.Web.AspNetCore log4net AutoMapper AutoMapper.Extensions.Microsoft.DependencyInjection
Mapster MediatR FluentValidation FluentValidation.AspNetCore FluentAssertions AwesomeAssertions
Shouldly xunit xunit.v3 xunit.core xunit.assert xunit.runner.visualstudio xunit.analyzers NUnit
NUnit3TestAdapter NUnit.Analyzers MSTest MSTest.TestFramework MSTest.TestAdapter TUnit Moq NSubstitute
FakeItEasy AutoFixture AutoFixture.Xunit2 Bogus Verify.Xunit coverlet.collector coverlet.msbuild
Microsoft.NET.Test.Sdk BenchmarkDotNet Dapper EntityFramework Microsoft.EntityFrameworkCore
Microsoft.EntityFrameworkCore.SqlServer Microsoft.EntityFrameworkCore.Sqlite
Microsoft.EntityFrameworkCore.InMemory Microsoft.EntityFrameworkCore.Design
Microsoft.EntityFrameworkCore.Tools Npgsql Npgsql.EntityFrameworkCore.PostgreSQL
Pomelo.EntityFrameworkCore.MySql MySqlConnector MySql.Data MongoDB.Driver StackExchange.Redis
Microsoft.Data.SqlClient System.Data.SqlClient Microsoft.Data.Sqlite Polly Polly.Core
Polly.Extensions.Http Refit RestSharp Flurl Flurl.Http Swashbuckle.AspNetCore NSwag.AspNetCore
Scalar.AspNetCore Microsoft.AspNetCore.OpenApi Microsoft.AspNetCore.Authentication.JwtBearer
Microsoft.AspNetCore.Identity.EntityFrameworkCore Microsoft.AspNetCore.Mvc.Testing
Microsoft.AspNetCore.Mvc.NewtonsoftJson Microsoft.AspNetCore.SignalR.Client
Microsoft.Extensions.DependencyInjection Microsoft.Extensions.DependencyInjection.Abstractions
Microsoft.Extensions.Logging Microsoft.Extensions.Logging.Abstractions Microsoft.Extensions.Logging.Console
Microsoft.Extensions.Configuration Microsoft.Extensions.Configuration.Json Microsoft.Extensions.Hosting
Microsoft.Extensions.Http Microsoft.Extensions.Http.Polly Microsoft.Extensions.Options
Microsoft.Extensions.Caching.Memory Microsoft.Extensions.Caching.StackExchangeRedis Microsoft.Extensions.AI
Microsoft.SemanticKernel ModelContextProtocol OpenAI Azure.Identity Azure.Core Azure.Storage.Blobs
Azure.Messaging.ServiceBus Azure.Security.KeyVault.Secrets Azure.AI.OpenAI AWSSDK.Core
AWSSDK.S3 AWSSDK.DynamoDBv2 Google.Protobuf Grpc.AspNetCore Grpc.Net.Client Grpc.Tools MassTransit
MassTransit.RabbitMQ RabbitMQ.Client Confluent.Kafka Hangfire Hangfire.Core Hangfire.AspNetCore Quartz
IdentityServer4 Duende.IdentityServer IdentityModel Microsoft.Identity.Web Microsoft.IdentityModel.Tokens
System.IdentityModel.Tokens.Jwt BCrypt.Net-Next HtmlAgilityPack AngleSharp CsvHelper ClosedXML EPPlus NPOI
DocumentFormat.OpenXml iTextSharp QuestPDF SixLabors.ImageSharp SkiaSharp Humanizer NodaTime YamlDotNet
CommandLineParser System.CommandLine Spectre.Console McMaster.Extensions.CommandLineUtils OpenTelemetry
OpenTelemetry.Extensions.Hosting OpenTelemetry.Exporter.OpenTelemetryProtocol Sentry Sentry.AspNetCore
prometheus-net prometheus-net.AspNetCore StyleCop.Analyzers SonarAnalyzer.CSharp Roslynator.Analyzers
Microsoft.CodeAnalysis.CSharp Microsoft.CodeAnalysis.NetAnalyzers Microsoft.SourceLink.GitHub MinVer
Nerdbank.GitVersioning GitVersion.MsBuild PolySharp Autofac Castle.Core Scrutor Ardalis.Specification
Ardalis.GuardClauses OneOf LanguageExt.Core ErrorOr CommunityToolkit.Mvvm Avalonia ReactiveUI
System.Reactive MaterialDesignThemes Prism.Core Xamarin.Forms Microsoft.Playwright Selenium.WebDriver
WireMock.Net Testcontainers Respawn Aspire.Hosting.AppHost Yarp.ReverseProxy FastEndpoints Carter
Marten WolverineFx Orleans.Core Akka Proto.Actor protobuf-net MessagePack MemoryPack System.Memory
System.Collections.Immutable System.Threading.Channels System.IO.Abstractions
"""
